// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of the host that a run was made on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace folioscope::query {

// "cores", "memory_bytes", "cpu_model", ...
struct HostFact {
  std::string name, value;
  std::optional<std::uint64_t> number = {};  // the value, where it is a whole number

  bool operator==(const HostFact&) const = default;
};

// By name.
std::vector<HostFact> host_facts(const store::NamedValues& stored);

// Nothing where the fact is not there, or is no whole number.
std::optional<std::uint64_t> number_of(const std::vector<HostFact>& host, std::string_view name);

}  // namespace folioscope::query
