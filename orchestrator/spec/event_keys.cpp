// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/event_keys.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/limits.h"
#include "spec/event_text.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

const KeyRow& where_row() {
  static const KeyRow row{"where", Form::single(),
                          "Filter, in the kernel's own language, such as `order > 0`."};
  return row;
}

const KeyRow& window_row() {
  static const KeyRow row{"window", Form::either({Form::word({kCma}), Form::map(window_keys)}),
                          "Recorded only between two events; `cma` is while pages are allocated "
                          "from CMA."};
  return row;
}

// A dynamic probe: where, what it is called and what it records.
std::vector<KeyRow> probe_rows() {
  return {{"kprobe", Form::list_or_one(Form::single(kSymbolAndOffset), limits::kProbeSymbols),
           "Where a function is entered, or an offset in it; the first that a kernel has."},
          {"kretprobe", Form::list_or_one(Form::single(kSymbol), limits::kProbeSymbols),
           "Where a function returns; the first that a kernel has."},
          {"name", Form::single(kWordPattern),
           "What the probe is called; like its symbol, if not said."},
          {"fetch", Form::single(),
           "What the probe records, in the kernel's own language: `rc=$retval:s32`."}};
}

std::vector<KeyRow> event_rows() {
  std::vector<KeyRow> rows{{"tracepoint", Form::text(kTracepointPattern),
                            "A tracepoint, as system:name; system:* has all of a system."}};
  std::ranges::move(probe_rows(), std::back_inserter(rows));
  rows.push_back(where_row());
  rows.push_back(window_row());
  return rows;
}

}  // namespace

const Keys& window_keys() {
  static const Keys keys{.section = "window",
                         .rows = {{"from", Form::text(kEventPattern), "The event that opens it."},
                                  {"to", Form::text(kEventPattern), "The event that closes it."}},
                         .required = {"from", "to"}};
  return keys;
}

const Keys& event_keys() {
  static const Keys keys{.section = "event",
                         .rows = event_rows(),
                         .one_of = {"tracepoint", "kprobe", "kretprobe"},
                         .apart = {{"name", "tracepoint"}, {"fetch", "tracepoint"}}};
  return keys;
}

const Keys& group_probe_keys() {
  static const Keys keys{
      .section = "group-probe", .rows = probe_rows(), .one_of = {"kprobe", "kretprobe"}};
  return keys;
}

const Keys& choice_keys() {
  static const Keys keys{.section = "group-choice", .rows = {where_row(), window_row()}};
  return keys;
}

const Keys& event_group_keys() {
  static const Keys keys{
      .section = "event-group",
      .rows = {{"description", Form::single(), "What the events of the group tell."},
               {"tracepoints", Form::list(Form::text(kTracepointPattern)),
                "Tracepoints, as system:name; system:* has all of a system."},
               {"probes", Form::list(Form::map(group_probe_keys)),
                "Dynamic probes, for what the kernel has no tracepoints for."}},
      .one_of = {"tracepoints", "probes"}};
  return keys;
}

// None at all is a choice, too: what /proc/vmstat counts is there without.
Form events_form() {
  const Form chosen = Form::named(Form::map(choice_keys), {}, {1, 1});
  const Form group = Form::single("^[^:]+$"), tracepoint = Form::text(kTracepointPattern);
  Form events =
      Form::list(Form::either({group, tracepoint, Form::map(event_keys), chosen}), limits::kEvents);
  events.range.low = 0;
  return events;
}

}  // namespace folioscope::spec
