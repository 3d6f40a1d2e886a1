// SPDX-License-Identifier: GPL-3.0-or-later
// BootRequest -> libvirt domain XML. Pure: files named here need not exist. Every string that comes
// from outside is escaped.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"

namespace folioscope::fleet {

// More need x2APIC, hence an IOMMU that remaps interrupts: the machine is a q35 then.
inline constexpr int kMostXapicCpus = 255;

inline constexpr std::string_view kDomainsBegin = "folioscope-";  // whoever's they are

// "folioscope-OWNER-NAME" with everything but letters, digits, '.', '_' and '-' made a '-': libvirt
// and QEMU's command line both restrict names. In OWNER '-' becomes '_'.
std::string domain_name(std::string_view owner, std::string_view name);
std::string domain_prefix(std::string_view owner);  // "folioscope-OWNER-"

std::string xml_escape(std::string_view text);

// The file of each of the machine's disks, in order: SCRATCH/NAME-vda.disk onwards.
inline constexpr std::string_view kDiskSuffix = ".disk";
std::vector<std::filesystem::path> disk_paths(const BootRequest& request);
bool is_disk(const std::filesystem::path& file);  // named as one of them

// `channel`: the socket at which QEMU offers the guest's channel; empty: it has none.
// `confinement`: further options of QEMU's, as qemu_argument() writes them. Faults (User): a kernel
// command line the guest would cut, a machine without vCPUs, too many disks.
Result<std::string> domain_xml(const std::string& name, const BootRequest& request,
                               const std::filesystem::path& channel = {},
                               const std::string& confinement = {});

// The same for a guest that is reached through libvirt alone, wherever it runs: the console is a
// pseudo terminal of QEMU's, and libvirt chooses where the channel's socket is.
Result<std::string> domain_xml_through_libvirt(const std::string& name, const BootRequest& request);

}  // namespace folioscope::fleet
