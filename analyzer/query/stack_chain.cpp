// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/stack_chain.h"

#include <algorithm>
#include <array>
#include <limits>

namespace folioscope::query {
namespace {

using namespace std::string_view_literals;

// Every stack of a get or a lock begins with some of these: they tell nobody apart.
constexpr std::array kTracing{"__page_ref_"sv,  "page_ref_"sv,    "__mmtrace_"sv,
                              "mmtrace_"sv,     "__folio_ref"sv,  "folio_ref_"sv,
                              "__traceiter_"sv, "trace_"sv,       "perf_trace_"sv,
                              "__bpf_trace_"sv, "stack_trace_"sv, "__page_lock_"sv};
constexpr std::array kHelpers{
    "get_page"sv,        "try_get_page"sv,      "get_page_unless_zero"sv, "folio_get"sv,
    "folio_try_get"sv,   "folio_try_get_rcu"sv, "try_get_folio"sv,        "try_grab_folio"sv,
    "try_grab_page"sv,   "folio_lock"sv,        "__folio_lock"sv,         "folio_trylock"sv,
    "__folio_trylock"sv, "lock_page"sv,         "__lock_page"sv,          "trylock_page"sv};

std::string_view take_frame(std::string_view& frames) {
  const std::size_t end = std::min(frames.find(';'), frames.size());
  const std::string_view frame = frames.substr(0, end);
  frames.remove_prefix(std::min(end + 1, frames.size()));
  return frame.substr(0, frame.find('.'));
}

bool tells_nothing(std::string_view frame) {
  return std::ranges::any_of(kTracing, [&](auto start) { return frame.starts_with(start); }) ||
         std::ranges::find(kHelpers, frame) != kHelpers.end();
}

std::string joined(std::string_view frames, std::size_t most, std::string_view separator) {
  std::string_view rest = frames;
  while (!rest.empty()) {
    const std::string_view from_here = rest;
    if (tells_nothing(take_frame(rest))) continue;
    rest = from_here;
    break;
  }
  if (rest.empty()) rest = frames;  // helpers are better than nothing
  std::string chain;
  for (std::size_t i = 0; i < most && !rest.empty(); ++i)
    chain.append(i == 0 ? "" : separator).append(take_frame(rest));
  return chain;
}

}  // namespace

std::string stack_chain(std::string_view frames, std::size_t most) {
  return joined(frames, most, " < ");
}

std::string without_tracing(std::string_view frames) {
  return joined(frames, std::numeric_limits<std::size_t>::max(), ";");
}

}  // namespace folioscope::query
