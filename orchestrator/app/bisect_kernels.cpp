// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bisect_kernels.h"

#include <fmt/format.h>

#include <charconv>

#include "sys/files.h"

namespace folioscope::app {
namespace {

constexpr std::string_view kBuilt = "built", kFailed = "failed";

}  // namespace

KernelBook KernelBook::read(const std::filesystem::path& file) {
  KernelBook book;
  const auto text = sys::read_file(file);
  if (!text) return book;
  for (std::size_t begin = 0, end = 0; (end = text->find('\n', begin)) != text->npos;
       begin = end + 1) {
    const std::string_view line = std::string_view(*text).substr(begin, end - begin);
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    int prefix = -1;
    std::from_chars(line.data(), line.data() + std::min(first, line.size()), prefix);
    if (prefix < 0 || second == line.npos) continue;  // as promised: as if it were not there
    const std::string_view what = line.substr(first + 1, second - first - 1);
    const std::string rest(line.substr(second + 1));
    if (what == kBuilt && !rest.empty()) book.prefixes_[prefix] = {rest, {}};
    if (what == kFailed) book.prefixes_[prefix] = {{}, rest};
  }
  return book;
}

const BuiltPrefix* KernelBook::find(int prefix) const {
  const auto found = prefixes_.find(prefix);
  return found == prefixes_.end() ? nullptr : &found->second;
}

void KernelBook::note(int prefix, BuiltPrefix built) { prefixes_[prefix] = std::move(built); }

Status KernelBook::write(const std::filesystem::path& file) const {
  std::string text;
  for (const auto& [prefix, built] : prefixes_)
    text += fmt::format("{}\t{}\t{}\n", prefix, built.ok() ? kBuilt : kFailed,
                        built.ok() ? built.code : built.why);
  return sys::write_file(file, text);
}

}  // namespace folioscope::app
