#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the fleet adds to a boot: the same kernel and initramfs, which power off at once, through
# fleet_boot and through a bare QEMU with the same machine, in turns. Prints both medians in
# milliseconds, from the program's start to its end, and their ratio.
#   bench_boot.sh FLEET_BOOT KERNEL INITRD [ROUNDS]
set -eu
if [ $# -lt 3 ]; then
  echo "usage: $0 FLEET_BOOT KERNEL INITRD [ROUNDS]" >&2
  exit 2
fi
fleet_boot=$1 kernel=$2 initrd=$3 rounds=${4:-5}
cmdline="console=ttyS0 panic=-1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

now_ms() { echo $(($(date +%s%N) / 1000000)); }

bare() {
  qemu-system-x86_64 -machine pc -accel tcg,thread=multi,tb-size=256 -cpu max,-erms,-fsrm \
    -smp 4,sockets=1,cores=4 -m 512 -nodefaults -display none -no-reboot -serial "file:$scratch/console" \
    -device virtio-serial-pci,max_ports=2 -chardev null,id=channel \
    -device virtserialport,chardev=channel,name=org.folioscope.agent.0 \
    -kernel "$kernel" -initrd "$initrd" -append "$cmdline"
}
fleet() { "$fleet_boot" bench "$kernel" "$initrd" "$cmdline" "$scratch" > /dev/null; }

# time_of FUNCTION FILE: appends the milliseconds one call takes.
time_of() {
  start=$(now_ms)
  "$1"
  echo $(($(now_ms) - start)) >> "$2"
}
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }

fleet  # once, unmeasured: libvirt learns what this QEMU can do
round=0
while [ "$round" -lt "$rounds" ]; do
  time_of bare "$scratch/bare"
  time_of fleet "$scratch/fleet"
  round=$((round + 1))
done
bare_ms=$(median "$scratch/bare") fleet_ms=$(median "$scratch/fleet")
echo "boot to power-off: bare QEMU $bare_ms ms, fleet $fleet_ms ms," \
  "ratio $(echo "$bare_ms $fleet_ms" | awk '{printf "%.2f", $2 / $1}') ($rounds rounds)"
