// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/migration_failure.h"

#include "catalog/words.h"

namespace folioscope::derive {
namespace {

constexpr std::size_t kCommLength = 16;  // TASK_COMM_LEN
constexpr std::size_t kMostComms = 65'536;

static_assert(catalog::kFailureKinds.size() == kFailureKinds);

}  // namespace

std::string_view to_string(MigrationFailure::Kind kind) {
  return catalog::kFailureKinds[static_cast<std::size_t>(kind)].word;
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
