// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/domain_xml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>

#include "base/limits.h"
#include "fleet/channel.h"
#include "fleet/dimms_xml.h"

namespace folioscope::fleet {
namespace {

constexpr std::size_t kCommandLineSize = 2048;  // COMMAND_LINE_SIZE of x86, NUL included

// Without a limit each QEMU may grow a translation cache of a quarter of the host's memory; the
// kernel and the workloads of one guest translate to well under 100 MiB.
constexpr int kTranslationCacheMib = 256;

constexpr const char* kQemuNamespace = " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";

// TCG runs `rep movsb` byte by byte; a guest that is told it were fast copies with nothing else.
constexpr const char* kNoStringMoves =
    "    <feature policy='disable' name='erms'/>\n"
    "    <feature policy='disable' name='fsrm'/>\n";

std::string safe(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '_') c = '-';
  return out;
}

// For a node of CPUs alone libvirt makes a memory backend of 0 bytes, which QEMU refuses (libvirt
// 9.0, QEMU 7.2). Of machines up to 5.0 it writes down each node's size instead, and QEMU takes 0.
const char* machine_type(const spec::Machine& machine, bool large) {
  const bool halves = std::ranges::any_of(machine.nodes, [](const spec::NumaNode& node) {
    return node.memory == Bytes{} && !node.cpus.empty();
  });
  if (halves) return large ? "pc-q35-5.0" : "pc-i440fx-5.0";
  return large ? "q35" : "pc";
}

void append_os(std::string& out, const BootRequest& request, bool large) {
  fmt::format_to(std::back_inserter(out),
                 "  <os>\n"
                 "    <type arch='x86_64' machine='{}'>hvm</type>\n"
                 "    <kernel>{}</kernel>\n"
                 "    <initrd>{}</initrd>\n"
                 "    <cmdline>{}</cmdline>\n"
                 "  </os>\n",
                 machine_type(request.machine, large), xml_escape(request.kernel.string()),
                 xml_escape(request.initrd.string()), xml_escape(request.cmdline));
}

void append_features(std::string& out, Accel accel, bool large) {
  out += "  <features>\n    <acpi/>\n    <apic/>\n";
  if (large) out += "    <ioapic driver='qemu'/>\n";
  if (accel == Accel::Tcg)
    fmt::format_to(std::back_inserter(out),
                   "    <tcg>\n      <tb-cache unit='MiB'>{}</tb-cache>\n    </tcg>\n",
                   kTranslationCacheMib);
  out += "  </features>\n";
}

// Nodes become sockets when all that have CPUs have the same number, as on real machines; the
// scheduler of the guest then builds its domains along the nodes.
int sockets_of(const spec::Machine& machine) {
  std::size_t share = 0;  // of the first that has any
  int expected = 0, sockets = 0;
  for (const spec::NumaNode& node : machine.nodes) {
    if (node.cpus.empty()) continue;
    if (++sockets == 1) share = node.cpus.size();
    if (node.cpus.size() != share) return machine.vcpus;
    for (int cpu : node.cpus)
      if (cpu != expected++) return machine.vcpus;
  }
  return expected == machine.vcpus ? std::max(sockets, 1) : machine.vcpus;
}

void append_node(std::string& out, const spec::Machine& machine, std::size_t id) {
  const spec::NumaNode& node = machine.nodes[id];
  const std::string cpus =
      node.cpus.empty() ? "" : fmt::format(" cpus='{}'", fmt::join(node.cpus, ","));
  fmt::format_to(std::back_inserter(out),
                 "      <cell id='{}'{} memory='{}' unit='KiB'>\n        <distances>\n", id, cpus,
                 node.memory.count / 1024);
  for (std::size_t other = 0; other < cells_of(machine); ++other)
    fmt::format_to(std::back_inserter(out), "          <sibling id='{}' value='{}'/>\n", other,
                   machine.distance_between(id, other));
  out += "        </distances>\n      </cell>\n";
}

void append_cpu(std::string& out, const BootRequest& request) {
  const spec::Machine& machine = request.machine;
  const int sockets = sockets_of(machine);
  fmt::format_to(
      std::back_inserter(out),
      "  <cpu mode='{}'>\n    <topology sockets='{}' dies='1' cores='{}' threads='1'/>\n",
      request.accel == Accel::Kvm ? "host-passthrough" : "maximum", sockets,
      machine.vcpus / sockets);
  // libvirt takes memory modules only where there are cells.
  if (machine.nodes.size() > 1 || !machine.dimms.empty()) {
    out += "    <numa>\n";
    for (std::size_t id = 0; id < cells_of(machine); ++id) append_node(out, machine, id);
    out += "    </numa>\n";
  }
  if (request.accel == Accel::Tcg) out += kNoStringMoves;
  out += "  </cpu>\n";
}

void append_iotune(std::string& out, const spec::Disk& disk) {
  std::string limits;
  const auto limit = [&](const char* tag, std::optional<std::uint64_t> value) {
    if (value)
      fmt::format_to(std::back_inserter(limits), "        <{}>{}</{}>\n", tag, *value, tag);
  };
  const auto count = [](const std::optional<Bytes>& rate) {
    return rate ? std::optional(rate->count) : std::nullopt;
  };
  limit("total_bytes_sec", count(disk.rate));
  limit("read_bytes_sec", count(disk.read_rate));
  limit("write_bytes_sec", count(disk.write_rate));
  limit("total_iops_sec", disk.iops);
  limit("read_iops_sec", disk.read_iops);
  limit("write_iops_sec", disk.write_iops);
  if (!limits.empty()) out += "      <iotune>\n" + limits + "      </iotune>\n";
}

// cache='unsafe': the disk dies with its guest, and its speed is the throttle's, not that of the
// host's disk. One queue where requests are counted: each would have as many of its own.
void append_disks(std::string& out, const BootRequest& request) {
  const std::vector<std::filesystem::path> paths = disk_paths(request);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const spec::Disk& disk = request.machine.disks[i];
    fmt::format_to(std::back_inserter(out),
                   "    <disk type='file' device='disk'>\n"
                   "      <driver name='qemu' type='raw' cache='unsafe'{}/>\n"
                   "      <source file='{}'/>\n"
                   "      <target dev='vd{}' bus='virtio'/>\n",
                   disk.requests ? " queues='1'" : "", xml_escape(paths[i].string()),
                   static_cast<char>('a' + i));
    append_iotune(out, disk);
    out += "    </disk>\n";
  }
}

// Two ports: the channel's, and the first, which is reserved for a console. For each of the 31 that
// libvirt would take an emulated guest sets up two queues when it boots.
std::string channel_port(const std::string& source) {
  return fmt::format(
      "    <controller type='virtio-serial' index='0' ports='2'/>\n"
      "    <channel type='unix'>\n"
      "      <source mode='bind'{}/>\n"
      "      <target type='virtio' name='{}'/>\n"
      "    </channel>\n",
      source, kChannelName);
}

std::string channel_port(const std::filesystem::path& socket) {
  if (socket.empty()) return {};
  return channel_port(fmt::format(" path='{}'", xml_escape(socket.string())));
}

constexpr const char* kPseudoTerminal =
    "    <serial type='pty'>\n      <target port='0'/>\n    </serial>\n"
    "    <console type='pty'>\n      <target type='serial' port='0'/>\n    </console>\n";

std::string serial_port(const BootRequest& request) {
  const std::string console = xml_escape(request.console.string());
  const std::string source =
      request.terminal.empty()
          ? fmt::format("    <serial type='file'>\n      <source path='{}'/>\n", console)
          : fmt::format(
                "    <serial type='unix'>\n      <source mode='bind' path='{}'/>\n"
                "      <log file='{}' append='off'/>\n",
                xml_escape(request.terminal.string()), console);
  return source + "      <target port='0'/>\n    </serial>\n";
}

// libvirt has the user-mode network, but not that it is closed (restrict=on). No ROM: booting from
// the network costs time and the guest never does it. Its slot is above those that memory modules
// and libvirt take; the last one of q35 is the chipset's own.
std::string network_arguments(const BootRequest& request, bool large) {
  if (request.machine.network == spec::Network::None) return {};
  return qemu_argument("-netdev", "user,id=network,restrict=on") +
         qemu_argument("-device",
                       fmt::format("virtio-net-pci,netdev=network,romfile=,{}",
                                   large ? "bus=pcie.0,addr=0x1e" : "bus=pci.0,addr=0x1f"));
}

void append_devices(std::string& out, const BootRequest& request, const std::string& ports,
                    bool large) {
  out += "  <devices>\n    <controller type='usb' model='none'/>\n";
  append_disks(out, request);
  out += ports + "    <memballoon model='none'/>\n";
  if (large)
    out += "    <iommu model='intel'>\n      <driver intremap='on' eim='on'/>\n    </iommu>\n";
  out += "  </devices>\n";
}

Status check(const BootRequest& request) {
  const spec::Machine& machine = request.machine;
  if (machine.vcpus < 1)
    return user_fault(fmt::format("machine '{}' has no vCPU", machine.name),
                      "give it at least one");
  if (machine.disks.size() > limits::kDisks)
    return user_fault(fmt::format("machine '{}' has {} disks", machine.name, machine.disks.size()),
                      fmt::format("use at most {}", limits::kDisks));
  if (request.cmdline.size() >= kCommandLineSize)
    return user_fault(fmt::format("the kernel command line of machine '{}' has {} bytes, the guest "
                                  "would cut it",
                                  machine.name, request.cmdline.size()),
                      fmt::format("keep it under {} bytes", kCommandLineSize));
  return {};
}

// `ports`: by which host and guest reach each other.
Result<std::string> xml_with(const std::string& ports, const std::string& confinement,
                             const std::string& name, const BootRequest& request) {
  TRY_STATUS(check(request));
  const bool large = request.machine.vcpus > kMostXapicCpus;
  const std::string arguments =
      confinement + dimms_arguments(request.machine) + network_arguments(request, large);
  std::string out = fmt::format(
      "<domain type='{}'{}>\n"
      "  <name>{}</name>\n{}"
      "  <memory unit='KiB'>{}</memory>\n"
      "  <vcpu>{}</vcpu>\n",
      request.accel == Accel::Kvm ? "kvm" : "qemu", arguments.empty() ? "" : kQemuNamespace,
      xml_escape(name), dimms_slots(request.machine), request.machine.memory.count / 1024,
      request.machine.vcpus);
  append_os(out, request, large);
  append_features(out, request.accel, large);
  append_cpu(out, request);
  // A guest ends once: a panic with panic=-1 must not boot it a second time.
  out +=
      "  <on_poweroff>destroy</on_poweroff>\n"
      "  <on_reboot>destroy</on_reboot>\n"
      "  <on_crash>destroy</on_crash>\n";
  append_devices(out, request, ports, large);
  if (!arguments.empty()) out += "  <qemu:commandline>\n" + arguments + "  </qemu:commandline>\n";
  out += "</domain>\n";
  return out;
}

}  // namespace

std::string domain_prefix(std::string_view owner) {
  std::string mark = safe(owner);
  // No '-' inside: the prefix of one owner must never be the beginning of another's.
  std::replace(mark.begin(), mark.end(), '-', '_');
  return fmt::format("{}{}-", kDomainsBegin, mark);
}

std::string domain_name(std::string_view owner, std::string_view name) {
  return domain_prefix(owner) + safe(name);
}

std::string xml_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        // XML 1.0 has no way to write most control characters.
        out += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::vector<std::filesystem::path> disk_paths(const BootRequest& request) {
  std::vector<std::filesystem::path> paths;
  for (std::size_t i = 0; i < request.machine.disks.size(); ++i)
    paths.push_back(request.scratch / fmt::format("{}-vd{}{}", safe(request.name),
                                                  static_cast<char>('a' + i), kDiskSuffix));
  return paths;
}

bool is_disk(const std::filesystem::path& file) {
  constexpr std::string_view kBeforeLetter = "-vd";
  const std::string name = file.filename().string();
  const std::size_t end = kBeforeLetter.size() + 1 + kDiskSuffix.size();
  return name.size() > end && name.ends_with(kDiskSuffix) &&
         std::string_view(name).substr(name.size() - end).starts_with(kBeforeLetter);
}

Result<std::string> domain_xml(const std::string& name, const BootRequest& request,
                               const std::filesystem::path& channel,
                               const std::string& confinement) {
  return xml_with(serial_port(request) + channel_port(channel), confinement, name, request);
}

Result<std::string> domain_xml_through_libvirt(const std::string& name,
                                               const BootRequest& request) {
  return xml_with(kPseudoTerminal + (request.channel ? channel_port(std::string()) : ""), {}, name,
                  request);
}

}  // namespace folioscope::fleet
