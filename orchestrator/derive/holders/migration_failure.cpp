// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/migration_failure.h"

namespace folioscope::derive {
namespace {

constexpr std::size_t kCommLength = MMTRACE_COMM_LENGTH;
constexpr std::size_t kMostComms = 65'536;

}  // namespace

std::string_view to_string(MigrationFailure::Kind kind) {
  return kFailureNames[static_cast<std::size_t>(kind)];
}

std::uint32_t CommTable::index_of(std::string_view comm) {
  std::string name(comm.substr(0, kCommLength));
  for (char& c : name)
    if (c < ' ' || c > '~') c = '?';
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  if (names_.size() >= kMostComms) return 0;
  const auto index = static_cast<std::uint32_t>(names_.size());
  names_.push_back(name);
  known_.emplace(std::move(name), index);
  return index;
}

}  // namespace folioscope::derive
