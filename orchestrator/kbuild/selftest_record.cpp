// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/selftest_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "kbuild/make.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

constexpr std::string_view kFirst = "folioscope-selftests 1", kCollection = "collection ",
                           kInstalled = "installed ", kFailed = "failed ", kEnd = "end";
constexpr std::size_t kMostWords = 1500;  // bytes: three errors with the lines that they quote
constexpr std::size_t kLastLines = 3;     // of a target that failed without a compiler's error

// "make: *** [../lib.mk:222: /out/cow] Error 1" -> "/out/cow"; empty for other lines.
std::string_view failed_target(std::string_view line) {
  const std::size_t begin = line.find("*** [");
  if (!line.starts_with("make") || begin == line.npos) return {};
  const std::size_t end = line.find("] Error ", begin);
  if (end == line.npos) return {};
  const std::string_view inside = line.substr(begin + 5, end - begin - 5);
  const std::size_t colon = inside.rfind(": ");
  return colon == inside.npos ? inside : inside.substr(colon + 2);
}

std::string words_of(const std::string& lines) {
  std::string words = error_lines(lines);
  if (words.empty()) {
    const std::vector<std::string_view> all = sys::split_lines(lines);
    for (std::size_t i = all.size() - std::min(all.size(), kLastLines); i < all.size(); ++i)
      words += fmt::format("{}  {}", words.empty() ? "" : "\n", all[i]);
  }
  if (words.size() > kMostWords) words = words.substr(0, kMostWords) + " ...";
  return words;
}

}  // namespace

std::vector<UnbuiltSelftest> unbuilt_of(const std::string& err, const std::string& out) {
  std::vector<UnbuiltSelftest> unbuilt;
  std::string lines;  // since the last target that failed
  for (const std::string_view line : sys::split_lines(err)) {
    const std::string_view target = failed_target(line);
    if (target.empty()) {
      lines += fmt::format("{}\n", line);
      continue;
    }
    const bool program = target.starts_with(out + "/");
    const std::string name(program ? target.substr(out.size() + 1) : target);
    // A make above the one that failed has nothing to add.
    if (program || !sys::trim(lines).empty()) unbuilt.push_back({name, words_of(lines)});
    lines.clear();
  }
  std::ranges::sort(unbuilt, {}, &UnbuiltSelftest::name);
  return unbuilt;
}

std::string to_text(const SelftestRecord& record) {
  std::string text = fmt::format("{}\n{}{}\n{}{}\n", kFirst, kCollection, record.collection,
                                 kInstalled, record.installed);
  for (const UnbuiltSelftest& failed : record.failed) {
    text += fmt::format("{}{}\n", kFailed, failed.name);
    for (const std::string_view line : sys::split_lines(failed.words))
      text += fmt::format("\t{}\n", line);
  }
  return text + fmt::format("{}\n", kEnd);
}

std::optional<SelftestRecord> selftest_record(std::string_view text) {
  const std::vector<std::string_view> lines = sys::split_lines(text);
  if (lines.size() < 4 || lines.front() != kFirst || !lines[1].starts_with(kCollection) ||
      !lines[2].starts_with(kInstalled) || lines.back() != kEnd || !text.ends_with('\n'))
    return std::nullopt;
  SelftestRecord record{std::string(lines[1].substr(kCollection.size())),
                        std::string(lines[2].substr(kInstalled.size())),
                        {}};
  for (std::size_t i = 3; i + 1 < lines.size(); ++i) {
    if (lines[i].starts_with(kFailed)) {
      record.failed.push_back({std::string(lines[i].substr(kFailed.size())), ""});
    } else if (lines[i].starts_with('\t') && !record.failed.empty()) {
      std::string& words = record.failed.back().words;
      words += fmt::format("{}{}", words.empty() ? "" : "\n", lines[i].substr(1));
    } else {
      return std::nullopt;
    }
  }
  return record;
}

}  // namespace folioscope::kbuild
