#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast one guest streams its ring buffer into the store, in MB of pages a second: markers fill
# the rings as fast as the agent empties them, and what was stored is divided by the time that took
# in the guest. Beside it, in turns, what `dd` carries from the same guest under a bare QEMU that
# drops what comes: over a virtio-serial port, as the agent has it, and over an emulated network
# card. Prints the three medians and the ratios of the first to the others.
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
send() {
  read -r begin rest < /proc/uptime
  /bin/busybox dd if=/dev/zero bs=64k count=COUNT 2> /dev/null
  read -r end rest < /proc/uptime
  echo "plain $begin $end" > /dev/console
  /bin/busybox poweroff -f
}
if [ -e /dev/vport0p1 ]; then
  send > /dev/vport0p1
else
  /bin/busybox ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
  send | /bin/busybox nc 10.0.2.100 7099
fi'

make_initrd() {
  mkdir -p "$scratch/root/bin" "$scratch/root/proc" "$scratch/root/dev"
  cp "$(command -v busybox)" "$scratch/root/bin/"
  echo "$guest_init" | sed "s/COUNT/$((plain_mb * 16))/" > "$scratch/root/init"
  chmod +x "$scratch/root/init"
  (cd "$scratch/root" && find . | cpio --quiet -o -H newc) > "$scratch/initrd"
}

plain() {  # DEVICES
  qemu-system-x86_64 -machine pc -accel tcg,thread=multi,tb-size=256 -cpu max,-erms,-fsrm -smp 2 \
    -m 1024 -nodefaults -display none -no-reboot -serial "file:$scratch/console" \
    "$@" \
    -kernel "$kernel" -initrd "$scratch/initrd" -append "console=ttyS0 quiet panic=-1"
  awk -v mb="$plain_mb" '$1 == "plain" { printf "%.1f\n", mb * 1.048576 / ($3 - $2) }' \
    "$scratch/console"
}

port() {
  plain -device virtio-serial-pci,max_ports=2 -chardev file,id=channel,path=/dev/null \
    -device virtserialport,chardev=channel,name=plain
}
card() {
  plain -device virtio-net-pci,netdev=net,romfile= \
    -netdev "user,id=net,guestfwd=tcp:10.0.2.100:7099-cmd:dd of=/dev/null bs=64k status=none"
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
  port >> "$scratch/port"
  card >> "$scratch/card"
  streamed >> "$scratch/streamed"
  round=$((round + 1))
done
streamed=$(median "$scratch/streamed")
port=$(median "$scratch/port")
card=$(median "$scratch/card")
ratio() { echo "$1 $streamed" | awk '{ printf "%.2f", $2 / $1 }'; }
echo "one emulated guest: ring pages into the store $streamed MB/s" \
  "($(sort -n "$scratch/streamed" | paste -sd' '))," \
  "dd to a port $port MB/s, ratio $(ratio "$port")," \
  "dd | nc over a network card $card MB/s, ratio $(ratio "$card") ($rounds rounds)"
