// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/preimage.h"

#include <fmt/format.h>

#include <set>

#include "sys/files.h"

namespace folioscope::patches {

std::vector<Preimage> preimages_of(const std::vector<Diff>& stack) {
  std::vector<Preimage> preimages;
  std::set<std::string> seen;
  for (const Diff& diff : stack)
    for (const FileDiff& file : diff.files) {
      if (!file.from.empty() && seen.insert(file.from).second && !file.blob.empty())
        preimages.push_back({file.from, file.blob});
      if (!file.to.empty()) seen.insert(file.to);
    }
  return preimages;
}

std::string blob_id(std::string_view content) {
  std::string object = fmt::format("blob {}", content.size());
  object += '\0';
  return sys::sha1(object.append(content));
}

bool is_preimage(const Preimage& preimage, std::string_view content) {
  return blob_id(content).starts_with(preimage.blob);
}

}  // namespace folioscope::patches
