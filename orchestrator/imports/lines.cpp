// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace folioscope::imports {
namespace {

constexpr std::uint64_t kBlock = 1 << 20;

}  // namespace

Status for_each_line(const InputFile& file,
                     const std::function<Status(std::string_view, std::int64_t)>& visit) {
  std::string rest;  // of a line that goes on in the next block
  std::int64_t number = 0;
  const auto give = [&](std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return visit(line, ++number);
  };
  for (std::uint64_t at = 0; at < file.size();) {
    const std::uint64_t size = std::min(kBlock, file.size() - at);
    TRY(const auto bytes, file.read(at, size));
    at += size;
    rest.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::string_view block = rest;
    for (std::size_t end; (end = block.find('\n')) != block.npos;) {
      TRY_STATUS(give(block.substr(0, end)));
      block.remove_prefix(end + 1);
    }
    if (block.size() > kMostLine)
      return file.damaged(fmt::format("line {} has more than {} bytes", number + 1, kMostLine));
    rest = std::string(block);
  }
  return rest.empty() ? Status() : give(rest);
}

}  // namespace folioscope::imports
