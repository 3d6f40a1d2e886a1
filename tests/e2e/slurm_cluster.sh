#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Slurm cluster of two nodes on this host, each in a network namespace of its own.
#   slurm_cluster.sh DIR    starts it, prints "ready", ends it and removes all of it when stdin ends
# DIR/slurm.conf is what SLURM_CONF has to name; the logs of the daemons are in DIR.
set -u
dir=$(readlink -f "$1")
mark=fs$$            # of everything that is not a file: bridge, links, namespaces
net=10.$((RANDOM % 200 + 20)).$((RANDOM % 250))
pids=()

fail() {
  echo "slurm_cluster.sh: $*" >&2
  exit 1
}

# By their ids, and waited for: a daemon that is gone has closed its files.
cleanup() {
  local pid node
  trap '' PIPE  # bash says which job it killed, and nobody may listen any more
  for ((i = ${#pids[@]} - 1; i >= 0; --i)); do
    pid=${pids[i]}
    kill "$pid" 2>/dev/null && timeout 10 tail --pid="$pid" -f /dev/null
    kill -9 "$pid" 2>/dev/null
  done
  for node in n1 n2; do
    for pid in $(ip netns pids "$mark$node" 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
    ip netns del "$mark$node" 2>/dev/null
  done
  ip link del "$mark" 2>/dev/null
}

# start NAME COMMAND...: in the background, its output into DIR/NAME.out
start() {
  local name=$1
  shift
  "$@" >"$dir/$name.out" 2>&1 </dev/null &
  pids+=($!)
}

make_node() {
  local name=$1 address=$2
  ip netns add "$mark$name" || return 1
  ip link add "$mark$name" type veth peer name eth0 netns "$mark$name" || return 1
  ip link set "$mark$name" master "$mark" up || return 1
  ip -n "$mark$name" addr add "$address/24" dev eth0 || return 1
  ip -n "$mark$name" link set eth0 up || return 1
  ip -n "$mark$name" link set lo up
}

write_conf() {
  local cpus memory
  cpus=$(nproc)
  memory=$(($(awk '/^MemTotal/ {print $2}' /proc/meminfo) * 9 / 10240))
  cat >"$dir/slurm.conf" <<END
ClusterName=folioscope
SlurmctldHost=$(hostname -s)($net.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool-%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd-%n.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
ReturnToService=2
SchedulerParameters=sched_interval=2,batch_sched_delay=1
SlurmctldTimeout=60
SlurmdTimeout=60
KillWait=15
NodeName=n1 NodeAddr=$net.11 CPUs=$cpus RealMemory=$memory State=UNKNOWN
NodeName=n2 NodeAddr=$net.12 CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=boots Nodes=n1,n2 Default=YES MaxTime=60 State=UP
END
  printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' >"$dir/cgroup.conf"
}

[ "$(id -u)" = 0 ] || fail "two nodes in network namespaces take root: run it as root"
for program in munged slurmctld slurmd sbatch ip nsenter; do
  command -v "$program" >/dev/null || fail "$program is missing: see docker/packages.txt"
done
trap cleanup EXIT
trap 'exit 130' INT TERM
mkdir -p "$dir/state" || fail "cannot write $dir"
chmod 700 "$dir"
(umask 077 && head -c 1024 /dev/urandom >"$dir/munge.key")
write_conf
ip link add "$mark" type bridge || fail "cannot make a bridge"
if ! ip addr add "$net.1/24" dev "$mark" || ! ip link set "$mark" up; then
  fail "cannot set up the bridge"
fi
if ! make_node n1 "$net.11" || ! make_node n2 "$net.12"; then
  fail "cannot make the network namespaces"
fi

export SLURM_CONF=$dir/slurm.conf
start munged munged --foreground --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" \
  --pid-file="$dir/munged.pid" --log-file="$dir/munged.log" --seed-file="$dir/munged.seed"
for ((i = 0; i < 100; ++i)); do [ -S "$dir/munge.socket" ] && break; sleep 0.1; done
start slurmctld slurmctld -D
for node in n1 n2; do
  start "slurmd-$node" nsenter --net="/run/netns/$mark$node" slurmd -D -N "$node"
done
for ((i = 0; i < 300; ++i)); do
  [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | sort | xargs)" = "n1 n2" ] && break
  sleep 0.1
done
[ "$i" -lt 300 ] || fail "the nodes did not come up: $(sinfo -N 2>&1) $(tail -3 "$dir"/*.log)"
echo ready
cat >/dev/null
