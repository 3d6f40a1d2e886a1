// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/kernel_abi.h"

#include <fmt/format.h>

#include "derive/text_walk.h"

namespace folioscope::derive {
namespace {

constexpr std::int64_t kMostBits = 64;                 // of a page's flags
constexpr std::int64_t kMost = std::int64_t{1} << 30;  // of anything else
constexpr int kMostAbiLines = 256;

const char* const kRemedy =
    "rebuild the kernel with this folioscope (`folioscope build EXPERIMENT`), or read the run with "
    "the folioscope that made it";

KernelAbi::Hooks hooks(std::int64_t value) {
  return value != 0 ? KernelAbi::Hooks::Present : KernelAbi::Hooks::Missing;
}

// False: `value` cannot be what `name` stands for.
bool take(KernelAbi& abi, std::string_view name, std::int64_t value) {
  const bool is_bit = name.starts_with("PG_");
  if (value < 0 || value >= (is_bit ? kMostBits : kMost)) return false;
  if (name == MMTRACE_ABI_NUMBER) abi.number = static_cast<int>(value);
  if (name == MMTRACE_ABI_PAGE_LOCK) abi.page_lock = hooks(value);
  if (name == MMTRACE_ABI_REFERENCES) abi.references = hooks(value);
  if (name == MMTRACE_ABI_MIGRATION) abi.migration = hooks(value);
  if (name == MMTRACE_ABI_FAULT_PATH) abi.fault_path = hooks(value);
  if (name == MMTRACE_ABI_PG_LOCKED) abi.locked_bit = value;
  if (name == MMTRACE_ABI_PG_WAITERS) abi.waiters_bit = value;
  if (name == MMTRACE_ABI_PG_WRITEBACK) abi.writeback_bit = value;
  if (name == MMTRACE_ABI_CONTIG_RANGE) abi.contig_range = value;
  return true;
}

}  // namespace

Result<KernelAbi> read_kernel_abi(std::string_view text) {
  KernelAbi abi;
  if (text.empty()) return abi;
  abi.number = 0;
  for (int lines = 0; !text.empty();) {
    std::string_view line = take_line(text);
    if (line.empty()) continue;
    const std::string_view whole = line;
    const std::string_view name = take_word(line);
    const auto value = number<std::int64_t>(take_word(line));
    if (++lines > kMostAbiLines || !value || !take_word(line).empty() || !take(abi, name, *value))
      return guest_fault(fmt::format("the kernel's {}/{} makes no sense: `{}`", MMTRACE_DIRECTORY,
                                     MMTRACE_FILE_ABI, whole.substr(0, 80)),
                         kRemedy);
  }
  if (abi.number != MMTRACE_ABI)
    return user_fault(fmt::format("the kernel's instrumentation has ABI {}, this folioscope reads "
                                  "ABI {}: rebuild the kernel",
                                  abi.number, MMTRACE_ABI),
                      kRemedy);
  return abi;
}

}  // namespace folioscope::derive
