#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two hosts that run guests by their own libvirtd, and are reached by ssh: namespaces of this one, of
# the network and of mounts.
#   libvirt_hosts.sh DIR    starts them, prints "ready", ends and removes all of it when stdin ends
# DIR/a.uri and DIR/b.uri are their libvirt URIs; the logs of the daemons are in DIR/a and DIR/b. A
# line "kill a" on stdin kills everything that runs on host a, answered by "killed a".
set -u
dir=$(readlink -f "$1")
mark=fl$$            # of everything that is not a file: bridge, links, namespaces
net=10.$((RANDOM % 200 + 20)).$((RANDOM % 250))

fail() {
  echo "libvirt_hosts.sh: $*" >&2
  exit 1
}

kill_host() {
  local pid
  for pid in $(ip netns pids "$mark$1" 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
  for pid in $(ip netns pids "$mark$1" 2>/dev/null); do
    timeout 10 tail --pid="$pid" -f /dev/null
  done
}

# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  local host
  trap '' PIPE  # bash says which job it killed, and nobody may listen any more
  for host in a b; do
    kill_host "$host"
    ip netns del "$mark$host" 2>/dev/null
  done
  ip link del "$mark" 2>/dev/null
}

make_namespace() {
  local name=$1 address=$2
  ip netns add "$mark$name" || return 1
  ip link add "$mark$name" type veth peer name eth0 netns "$mark$name" || return 1
  ip link set "$mark$name" master "$mark" up || return 1
  ip -n "$mark$name" addr add "$address/24" dev eth0 || return 1
  ip -n "$mark$name" link set eth0 up || return 1
  ip -n "$mark$name" link set lo up
}

# What a host has of its own; everything else of the file system is the one that all have.
write_conf() {
  local own=$1
  mkdir -p "$own"/{run/libvirt,run/lock,run/sshd,lib/qemu,etc,log,cache,home} || return 1
  chmod 755 "$own"/{run,run/sshd}
  # A host in a container: no cgroups, no namespaces around QEMU, root as everybody.
  cat >"$own/etc/qemu.conf" <<END
security_driver = "none"
namespaces = []
cgroup_controllers = []
stdio_handler = "file"
user = "root"
group = "root"
END
  cat >"$own/etc/libvirtd.conf" <<END
auth_unix_rw = "none"
unix_sock_group = "root"
log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
END
  cat >"$own/sshd_config" <<END
HostKey $own/host_key
AuthorizedKeysFile $dir/key.pub
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
PidFile none
MaxStartups 100
END
  ssh-keygen -q -t ed25519 -N '' -f "$own/host_key"
}

# Runs inside the namespaces of a host, until its libvirtd ends. What root has set up for his own
# logins is not run at those of a test.
# shellcheck disable=SC2016 # for the shell over there
readonly inside='
mount --bind "$0/run" /run && mount --bind "$0/lib" /var/lib/libvirt &&
mount --bind "$0/etc" /etc/libvirt && mount --bind "$0/log" /var/log/libvirt &&
mount --bind "$0/cache" /var/cache/libvirt && mount --bind "$0/home" ~root || exit 1
/usr/sbin/sshd -D -e -f "$0/sshd_config" 2>"$0/sshd.log" &
exec libvirtd'

start_host() {
  local name=$1 address=$2
  write_conf "$dir/$name" || fail "cannot write $dir/$name"
  make_namespace "$name" "$address" || fail "cannot make the network namespaces"
  nsenter --net="/run/netns/$mark$name" unshare --mount --propagation private \
    bash -c "$inside" "$dir/$name" >"$dir/$name/out" 2>&1 </dev/null &
  echo "qemu+ssh://root@$address/system?keyfile=$dir/key&no_verify=1" >"$dir/$name.uri"
}

[ "$(id -u)" = 0 ] || fail "hosts in namespaces take root: run it as root"
for program in libvirtd virsh qemu-system-x86_64 /usr/sbin/sshd ssh-keygen ip nsenter unshare; do
  command -v "$program" >/dev/null || fail "$program is missing: see docker/packages.txt"
done
trap cleanup EXIT
trap 'exit 130' INT TERM
mkdir -p "$dir" || fail "cannot write $dir"
chmod 755 "$dir"
ssh-keygen -q -t ed25519 -N '' -f "$dir/key" || fail "cannot make a key"
ip link add "$mark" type bridge || fail "cannot make a bridge"
if ! ip addr add "$net.1/24" dev "$mark" || ! ip link set "$mark" up; then
  fail "cannot set up the bridge"
fi
start_host a "$net.11"
start_host b "$net.12"
for host in a b; do
  for ((i = 0; i < 100; ++i)); do
    virsh -q -c "$(<"$dir/$host.uri")&no_tty=1" version >/dev/null 2>"$dir/$host/virsh.log" && break
    sleep 0.3
  done
  [ "$i" -lt 100 ] || fail "host $host did not come up: $(cat "$dir/$host"/{virsh.log,sshd.log,out})"
done
echo ready
while read -r word host; do
  [ "$word" = kill ] && kill_host "$host" && echo "killed $host"
done
exit 0
