#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Records the pages that the tests beside this folder read, from a real guest kernel.
#
#   record.sh BZIMAGE [OUTPUT-DIRECTORY]
#
# BZIMAGE: a 6.1 kernel built by `folioscope build` (needs CMA debugfs, DEBUG_PAGE_REF, kprobe events,
# virtio-blk). Needs qemu-system-x86_64, busybox-static, cpio. Takes about 20 seconds under TCG.
# The recording is not reproducible byte for byte; tests say only what holds for every recording.
#
# What it leaves: header_page, formats/SYSTEM.NAME, and four recordings:
#   keep/  five allocations, the last of which cannot succeed, with all that happens to their pages
#          (page_ref, migrate, kmem, kprobes, a stack), in a ring that stops when it is full
#   busy/  whole-area allocations while the pages are read: cma, migrate and failed freezes only
#   refs/  page_ref events only, unfiltered, as fast as they come
#   wrap/  a small ring that overwrites, events and stacks: pages with the lost-events bits
# each with cpuN.pages (whole 4 KiB pages) and cpuN.stats.
set -eu

kernel=${1:?usage: record.sh BZIMAGE [OUTPUT-DIRECTORY]}
output=${2:-$(dirname "$0")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/root/bin" "$work/root/proc" "$work/root/sys" "$work/root/dev" "$work/root/tmp"
cp /bin/busybox "$work/root/bin/busybox"
cat > "$work/root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mount -t debugfs none /sys/kernel/debug
mount -t tracefs none /sys/kernel/tracing
mount -t tmpfs -o size=100% none /tmp
tracing=/sys/kernel/tracing
cma=/sys/kernel/debug/cma/reserved
out=/tmp/out
mkdir -p $out/keep $out/busy $out/refs $out/wrap $out/formats

read_pages() {  # DIRECTORY: what every CPU's ring holds now
  for cpu in 0 1; do
    cat $tracing/per_cpu/cpu$cpu/stats > $1/cpu$cpu.stats
    timeout 1 cat $tracing/per_cpu/cpu$cpu/trace_pipe_raw > $1/cpu$cpu.pages
  done
}

cd $tracing
echo mono > trace_clock
echo 'p:probe/open do_sys_openat2 dfd=%di:s32 path=+0(%si):ustring' > kprobe_events
echo 'r:probe/mapping folio_migrate_mapping ret=$retval:s32' >> kprobe_events
cp events/header_page $out/
for event in page_ref/page_ref_set page_ref/page_ref_mod page_ref/page_ref_mod_and_test \
    page_ref/page_ref_mod_and_return page_ref/page_ref_mod_unless page_ref/page_ref_freeze \
    page_ref/page_ref_unfreeze cma/cma_alloc_start cma/cma_alloc_finish \
    cma/cma_alloc_busy_retry cma/cma_release migrate/mm_migrate_pages \
    migrate/mm_migrate_pages_start migrate/set_migration_pte migrate/remove_migration_pte \
    kmem/mm_page_alloc kmem/mm_page_free sched/sched_process_exec probe/open probe/mapping \
    ftrace/kernel_stack; do
  cp events/$event/format $out/formats/$(echo $event | tr / .)
done

refill() {  # movable pages go to the CMA area once it holds more than half of the free memory
  rm -f /tmp/area
  free_mib=$(($(sed -n 's/^MemFree: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024))
  dd if=/dev/zero of=/tmp/fill bs=1M count=$((free_mib - 23)) 2>/dev/null
  dd if=/dev/zero of=/tmp/area bs=1M count=14 2>/dev/null
  rm /tmp/fill
}

reset() {
  echo 0 > tracing_on
  echo 0 > events/enable
  echo > trace
  for filter in page_ref kmem probe; do echo 0 > events/$filter/filter; done
}

reset
refill
# Takes what is free in the area, until the next allocation has to migrate.
migrated=$(grep pgmigrate_success /proc/vmstat)
while [ "$(grep pgmigrate_success /proc/vmstat)" = "$migrated" ]; do echo 64 > $cma/alloc; done
echo 0 > options/overwrite
echo 48 > buffer_size_kb
echo 'mt==5 && mapping!=0' > events/page_ref/filter
echo 'order>0' > events/kmem/mm_page_alloc/filter
echo 'order>0' > events/kmem/mm_page_free/filter
echo 'path ~ "*cma*"' > events/probe/open/filter
echo stacktrace:2 > events/cma/cma_alloc_start/trigger
for event in page_ref cma migrate kmem/mm_page_alloc kmem/mm_page_free \
    sched/sched_process_exec probe; do
  echo 1 > events/$event/enable
done
taskset 1 sh -c '
  echo 1 > tracing_on
  for count in 4 12 8 16; do echo $count > '$cma'/alloc 2>/dev/null; done
  echo 4 > '$cma'/free
  echo 4096 > '$cma'/alloc 2>/dev/null
  /bin/true
  echo 0 > tracing_on'
echo 4096 > $cma/free
read_pages $out/keep

reset
echo 'ret==0' > events/page_ref/page_ref_freeze/filter
for event in page_ref/page_ref_freeze cma migrate; do echo 1 > events/$event/enable; done
for round in 1 2 3; do
  refill
  taskset 2 sh -c 'while :; do cat /tmp/area; done' > /dev/null &
  reader=$!
  taskset 1 sh -c 'echo 1 > tracing_on; echo 4096 > '$cma'/alloc; echo 0 > tracing_on'
  kill $reader
  wait $reader
  echo 4096 > $cma/free
done 2>/dev/null
read_pages $out/busy

reset
echo 24 > buffer_size_kb
echo 1 > events/page_ref/enable
echo 1 > tracing_on
taskset 1 dd if=/tmp/area of=/dev/null bs=64k count=20 2>/dev/null
echo 0 > tracing_on
read_pages $out/refs

reset
echo 1 > options/overwrite
echo 1 > options/stacktrace
echo 8 > buffer_size_kb
for event in page_ref kmem/mm_page_alloc probe; do echo 1 > events/$event/enable; done
echo 1 > tracing_on
for cpu in 1 2; do taskset $cpu dd if=/tmp/area of=/dev/null bs=64k count=20 2>/dev/null; done
echo 0 > tracing_on
read_pages $out/wrap

cd $out
tar c . > /dev/vda
sync
poweroff -f
INIT
chmod +x "$work/root/init"
(cd "$work/root" && find . | cpio -o -H newc --quiet) > "$work/initrd"
truncate -s 16M "$work/disk"

timeout 180 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 192 -nographic -no-reboot \
  -kernel "$kernel" -initrd "$work/initrd" \
  -drive "file=$work/disk,format=raw,if=virtio" \
  -append "console=ttyS0 nokaslr panic=-1 cma=16M quiet" < /dev/null > "$work/console" 2>&1 || true
if ! tar xf "$work/disk" -C "$output" 2> /dev/null || [ ! -s "$output/keep/cpu0.pages" ]; then
  cat "$work/console" >&2
  echo "record.sh: the guest wrote no recording; its console is above" >&2
  exit 1
fi
find "$output" -name '*.pages' -empty -delete
chmod -R u+w "$output"
