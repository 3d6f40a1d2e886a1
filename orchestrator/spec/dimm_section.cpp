// SPDX-License-Identifier: GPL-3.0-or-later
// dimms and virtio_mem: memory on top of a machine's own.
#include <fmt/format.h>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

// x86-64's memory block on machines below 64 GiB; the kernel takes no part of one.
constexpr Bytes kBlock = mib(128);
constexpr Range kDimmSize{kBlock.count, 16ull << 40};
constexpr std::size_t kMaxDimms = 32;  // KVM gives few memory slots on old hosts

// What virtio-mem plugs and unplugs: a pageblock, or a transparent huge page.
constexpr Bytes kUnit = mib(2);

const Keys& dimm_keys() {
  static const Keys keys{
      .section = "dimm",
      .rows = {{"size", Form::size(kDimmSize),
                fmt::format("Its memory, a multiple of {}.", to_string(kBlock))},
               {"node", Form::count({0, kMaxNodes}),
                "The NUMA node it belongs to; one more than there are makes a node of its own.",
                "0"}},
      .required = {"size"}};
  return keys;
}

const Keys& virtio_mem_keys() {
  static const Keys keys{
      .section = "virtio_mem",
      .rows = {{"size", Form::size(kDimmSize),
                fmt::format("What it may grow to, a multiple of {}.", to_string(kBlock))},
               {"requested", Form::size({0, kDimmSize.high}),
                fmt::format("What the guest is given, a multiple of {}; all, if not said.",
                            to_string(kUnit))},
               {"node", Form::count({0, kMaxNodes - 1}), "The NUMA node it belongs to.", "0"}},
      .required = {"size"}};
  return keys;
}

std::optional<Bytes> read_dimm_size(const Node& node, Diagnostics& out) {
  const auto size = read_size(node, "dimm size", kDimmSize, out);
  if (!size || size->count % kBlock.count == 0) return size;
  out.add(node.at, fmt::format("a dimm of {} is not made of whole memory blocks", to_string(*size)),
          fmt::format("a multiple of {}", to_string(kBlock)));
  return std::nullopt;
}

Bytes read_requested(const Node& node, Bytes size, Diagnostics& out) {
  const Bytes requested = read_size(node, "requested", {0, size.count}, out).value_or(size);
  if (requested.count % kUnit.count != 0)
    out.add(node.at, fmt::format("virtio-mem does not give {}", to_string(requested)),
            fmt::format("a multiple of {}", to_string(kUnit)));
  return requested;
}

}  // namespace

Form dimms_form() { return Form::list(Form::map(dimm_keys), kMaxDimms); }
Form virtio_mem_form() { return Form::list(Form::map(virtio_mem_keys), limits::kVirtioMem); }

void read_dimms(const Node& node, Machine& machine, const Context& context) {
  Diagnostics& out = context.diagnostics;
  const auto items = read_list(node, "dimms", ListForm::ListOnly, out);
  check_most(node.at, machine.dimms.size() + items.size(), kMaxDimms, "dimms", out);
  // One node may come to be with its modules. Not more: QEMU tells the guest of one node beforehand
  // that memory may appear there (SRAT), and Linux refuses memory for the others.
  const std::size_t given = machine.nodes.size();
  for (const Node* item : items) {
    Fields fields(*item, "dimm", dimm_keys(), out);
    Dimm dimm;
    if (const Node* size = fields.find("size"))
      dimm.size = read_dimm_size(*size, out).value_or(Bytes{});
    if (const Node* number = fields.find("node"))
      dimm.node = static_cast<int>(read_count(*number, "dimm node", {0, given}, out).value_or(0));
    machine.dimms.push_back(dimm);
    if (static_cast<std::size_t>(dimm.node) == machine.nodes.size()) machine.nodes.push_back({});
  }
}

void read_virtio_mem(const Node& node, Machine& machine, const Context& context) {
  Diagnostics& out = context.diagnostics;
  const auto items = read_list(node, "virtio_mem", ListForm::ListOnly, out);
  check_most(node.at, items.size(), limits::kVirtioMem, "devices of virtio-mem", out);
  for (const Node* item : items) {
    Fields fields(*item, "virtio_mem", virtio_mem_keys(), out);
    Dimm device;
    if (const Node* size = fields.find("size"))
      device.size = read_dimm_size(*size, out).value_or(Bytes{});
    device.requested = device.size;
    const Node* requested = fields.find("requested");
    if (requested && device.size != Bytes{})
      device.requested = read_requested(*requested, device.size, out);
    if (const Node* number = fields.find("node"))
      device.node = static_cast<int>(
          read_count(*number, "node", {0, machine.nodes.size() - 1}, out).value_or(0));
    machine.dimms.push_back(device);
  }
}

Bytes Machine::all_memory() const {
  Bytes sum = memory;
  for (const Dimm& dimm : dimms) sum.count += dimm.size.count;
  return sum;
}

}  // namespace folioscope::spec
