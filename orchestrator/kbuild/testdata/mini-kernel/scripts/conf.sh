# SPDX-License-Identifier: GPL-3.0-or-later
# What `make allnoconfig` does: every option of Kconfig is off, unless the answers in file $1 ask for
# it and what it depends on is on. TMPFS switches SHMEM on, as `select` does. With `default` in $2 what
# `make olddefconfig` does: what $1 does not mention takes its default.
answer() { sed -n "s/^CONFIG_$1=//p" "$answers" | tail -n 1; }
answers=${1:-/dev/null}
mentioned() { grep -q "CONFIG_$1[ =]" "$answers"; }
option=
emit() {
  [ -n "$option" ] || return 0
  value=$(answer "$option")
  [ "$2" = default ] && ! mentioned "$option" && value=$default
  [ -n "$needs" ] && [ "$(answer "$needs")" != y ] && value=n
  [ "$option" = SHMEM ] && [ "$(answer TMPFS)" = y ] && value=y
  case $value in
    '' | n) echo "# CONFIG_$option is not set" ;;
    *) echo "CONFIG_$option=$value" ;;
  esac
}
while read -r word rest; do
  case $word in
    config) emit "$@"; option=$rest; needs= default= ;;
    default) default=$rest ;;
    depends) needs=${rest#on } ;;
  esac
done < Kconfig
emit "$@"
