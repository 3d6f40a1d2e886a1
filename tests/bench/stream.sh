#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast one guest streams its ring buffer into the store, in MB of pages a second: markers fill
# the rings as fast as the agent empties them, and what was stored is divided by the time that took
# in the guest. Beside it, in turns, what `dd | nc` carries from the same guest under a bare QEMU
# that drops what comes. Prints both medians and their ratio.
#   stream.sh FOLIOSCOPE KERNEL [ROUNDS]      KERNEL: the one that stream.yaml builds
set -eu
if [ $# -lt 2 ]; then
  echo "usage: $0 FOLIOSCOPE KERNEL [ROUNDS]" >&2
  exit 2
fi
folioscope=$1 kernel=$2 rounds=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
readonly plain_mb=256

# shellcheck disable=SC2016  # expanded in the guest
guest_init='#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
read -r begin rest < /proc/uptime
{
  /bin/busybox dd if=/dev/zero bs=64k count=COUNT 2> /dev/null
  read -r end rest < /proc/uptime
  echo "plain $begin $end" > /dev/console
  /bin/busybox poweroff -f
} | /bin/busybox nc 10.0.2.100 7099'

make_initrd() {
  mkdir -p "$scratch/root/bin" "$scratch/root/proc" "$scratch/root/dev"
  cp "$(command -v busybox)" "$scratch/root/bin/"
  echo "$guest_init" | sed "s/COUNT/$((plain_mb * 16))/" > "$scratch/root/init"
  chmod +x "$scratch/root/init"
  (cd "$scratch/root" && find . | cpio --quiet -o -H newc) > "$scratch/initrd"
}

plain() {
  qemu-system-x86_64 -machine pc -accel tcg,thread=multi,tb-size=256 -cpu max,-erms,-fsrm -smp 2 \
    -m 1024 -nodefaults -display none -no-reboot -serial "file:$scratch/console" \
    -netdev "user,id=net,guestfwd=tcp:10.0.2.100:7099-cmd:dd of=/dev/null bs=64k status=none" \
    -device e1000,netdev=net,romfile= \
    -kernel "$kernel" -initrd "$scratch/initrd" -append "console=ttyS0 quiet panic=-1"
  awk -v mb="$plain_mb" '$1 == "plain" { printf "%.1f\n", mb * 1.048576 / ($3 - $2) }' \
    "$scratch/console"
}

streamed() {
  rm -rf "$scratch/run"
  "$folioscope" run "$here/stream.yaml" --accel tcg --guests 1 --out "$scratch/run" \
    > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
  "$folioscope" sql "$scratch/run" "select sum(pages) * 4.096 / m.value from page_chunk
    join metric m on m.name = 'selftest_fill_time'" | awk 'NR == 2 { printf "%.1f\n", $1 }'
}

median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }

make_initrd
round=0
while [ "$round" -lt "$rounds" ]; do
  plain >> "$scratch/plain"
  streamed >> "$scratch/streamed"
  round=$((round + 1))
done
plain=$(median "$scratch/plain") streamed=$(median "$scratch/streamed")
echo "one emulated guest: ring pages into the store $streamed MB/s" \
  "($(sort -n "$scratch/streamed" | paste -sd' ')), dd | nc $plain MB/s," \
  "ratio $(echo "$plain $streamed" | awk '{ printf "%.2f", $2 / $1 }') ($rounds rounds)"
