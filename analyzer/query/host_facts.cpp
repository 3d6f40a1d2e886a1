// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/host_facts.h"

#include <algorithm>
#include <charconv>

namespace folioscope::query {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || at != end) return std::nullopt;
  return number;
}

}  // namespace

std::vector<HostFact> host_facts(const store::NamedValues& stored) {
  std::vector<HostFact> facts;
  for (const auto& [name, value] : stored) facts.push_back({name, value, whole_number(value)});
  std::ranges::sort(facts, {}, &HostFact::name);
  return facts;
}

std::optional<std::uint64_t> number_of(const std::vector<HostFact>& host, std::string_view name) {
  const auto found = std::ranges::find(host, name, &HostFact::name);
  return found == host.end() ? std::nullopt : found->number;
}

}  // namespace folioscope::query
