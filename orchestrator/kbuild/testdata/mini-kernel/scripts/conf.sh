# SPDX-License-Identifier: GPL-3.0-or-later
# What `make allnoconfig` does: every option of Kconfig is off, unless the answers in file $1 ask for
# it and what it depends on is on. TMPFS switches SHMEM on, as `select` does.
answer() { sed -n "s/^CONFIG_$1=//p" "$answers" | tail -n 1; }
answers=${1:-/dev/null}
option=
emit() {
  [ -n "$option" ] || return 0
  value=$(answer "$option")
  [ -n "$needs" ] && [ "$(answer "$needs")" != y ] && value=n
  [ "$option" = SHMEM ] && [ "$(answer TMPFS)" = y ] && value=y
  case $value in
    '' | n) echo "# CONFIG_$option is not set" ;;
    *) echo "CONFIG_$option=$value" ;;
  esac
}
while read -r word rest; do
  case $word in
    config) emit; option=$rest; needs= ;;
    depends) needs=${rest#on } ;;
  esac
done < Kconfig
emit
