// SPDX-License-Identifier: GPL-3.0-or-later
// Names that several parts agree on.
#pragma once

namespace folioscope::names {

// The system of all dynamic probes, in the kernel's tracefs and in events' names.
inline constexpr char kProbeSystem[] = "folioscope";

}  // namespace folioscope::names
