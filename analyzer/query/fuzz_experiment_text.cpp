// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any text as an experiment that groups of events are added to. What comes out is the
// text with something put in, and nothing is missing in it any more.
#include <string>
#include <string_view>
#include <vector>

#include "query/experiment_text.h"
#include "testing/fuzz.h"

using namespace folioscope;
using fuzz::check;

namespace {

bool is_put_into(std::string_view original, std::string_view result) {
  for (const char one : result)
    if (!original.empty() && original.front() == one) original.remove_prefix(1);
  return original.empty();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> groups = {"page_lock", "failures"};
  const std::string_view text = fuzz::as_text({data, size});
  const auto result = query::with_events(text, groups);
  if (!result) {
    check(result.fault().domain == FaultDomain::User && !result.fault().remedy.empty());
    return 0;
  }
  check(is_put_into(text, *result));
  const auto again = query::with_events(*result, groups);
  check(again.ok() && *again == *result);
  return 0;
}
