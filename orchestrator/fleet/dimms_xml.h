// SPDX-License-Identifier: GPL-3.0-or-later
// Memory modules and virtio-mem devices in the domain XML. libvirt 9 has <memory model='dimm'>, but
// no cell without memory that such a module could go to (it asks QEMU for a backend of 0 bytes,
// which QEMU refuses). QEMU takes both; so libvirt makes the room, and the modules and their node
// are arguments for QEMU. All of these are empty for a machine without modules.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "spec/spec.h"

namespace folioscope::fleet {

// The nodes that libvirt knows: all but a last one that has no memory of its own.
std::size_t cells_of(const spec::Machine& machine);

std::string dimms_slots(const spec::Machine& machine);      // <maxMemory>
std::string dimms_arguments(const spec::Machine& machine);  // of <qemu:commandline>

// One option of QEMU's with its value, of <qemu:commandline>. Nothing is escaped.
std::string qemu_argument(std::string_view option, std::string_view value);

}  // namespace folioscope::fleet
