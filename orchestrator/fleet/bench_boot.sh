#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a boot costs: a kernel's vmlinux through fleet_boot, and its bzImage through a bare QEMU with the
# same machine and initramfs, which power off at once, in turns. Prints both medians, from the
# program's start to its end and in CPU time, and their ratios.
#   bench_boot.sh FLEET_BOOT VMLINUX BZIMAGE INITRD [ROUNDS]
set -eu
if [ $# -lt 4 ]; then
  echo "usage: $0 FLEET_BOOT VMLINUX BZIMAGE INITRD [ROUNDS]" >&2
  exit 2
fi
fleet_boot=$1 kernel=$2 packed=$3 initrd=$4 rounds=${5:-5}
cmdline="console=ttyS0 panic=-1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

now_ms() { echo $(($(date +%s%N) / 1000000)); }

bare() {
  qemu-system-x86_64 -machine pc -accel tcg,thread=multi,tb-size=256 -cpu max,-erms,-fsrm \
    -smp 4,sockets=1,cores=4 -m 512 -nodefaults -display none -no-reboot -serial "file:$scratch/console" \
    -device virtio-serial-pci,max_ports=2 -chardev null,id=channel \
    -device virtserialport,chardev=channel,name=org.folioscope.agent.0 \
    -kernel "$packed" -initrd "$initrd" -append "$cmdline"
}
fleet() { "$fleet_boot" bench "$kernel" "$initrd" "$cmdline" "$scratch" > /dev/null; }

# CPU time of all children that ended, in milliseconds. Not in a pipe: a subshell has none.
cpu_ms() {
  times > "$scratch/times"
  awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, "[ms]"); sum += t[1] * 60000 + t[2] * 1000 }
                 printf "%d\n", sum }' "$scratch/times" > "$scratch/cpu"
  read -r cpu < "$scratch/cpu"
}
# time_of FUNCTION FILE: appends the milliseconds that one call takes, and those of CPU to FILE.cpu.
time_of() {
  cpu_ms
  start=$(now_ms) start_cpu=$cpu
  "$1"
  echo $(($(now_ms) - start)) >> "$2"
  cpu_ms
  echo $((cpu - start_cpu)) >> "$2.cpu"
}
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }
# compare NAME SUFFIX
compare() {
  bare_ms=$(median "$scratch/bare$2") fleet_ms=$(median "$scratch/fleet$2")
  echo "boot to power-off, $1: bzImage in a bare QEMU $bare_ms ms, vmlinux in the fleet $fleet_ms ms," \
    "ratio $(echo "$bare_ms $fleet_ms" | awk '{printf "%.2f", $2 / $1}') ($rounds rounds)"
}

strip -o "$scratch/vmlinux" "$kernel"
kernel=$scratch/vmlinux
fleet  # once, unmeasured: libvirt learns what this QEMU can do
round=0
while [ "$round" -lt "$rounds" ]; do
  time_of bare "$scratch/bare"
  time_of fleet "$scratch/fleet"
  round=$((round + 1))
done
compare "time" ""
compare "CPU time" .cpu
