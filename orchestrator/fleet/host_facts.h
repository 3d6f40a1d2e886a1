// SPDX-License-Identifier: GPL-3.0-or-later
// What a libvirt says of its host.
#pragma once

#include <libvirt/libvirt.h>

#include <string_view>

#include "fleet/fleet.h"

namespace folioscope::fleet {

// Blocks. Faults (User): there is no QEMU.
Result<HostFacts> ask_host_facts(virConnectPtr connection, const std::string& shown_uri);

// "7.2.17" of virConnectGetVersion()'s 7002017. Pure.
std::string qemu_version(unsigned long version);
// The CPU's model in libvirt's capabilities (XML); empty where they say none. Pure.
std::string cpu_model_in(std::string_view capabilities);

}  // namespace folioscope::fleet
