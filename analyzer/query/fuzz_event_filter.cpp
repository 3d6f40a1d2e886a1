// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any text as a filter of events. What is understood is a tree whose operands stand
// before what joins them, `not (...)` of it matches exactly the other events, and the store selects
// every event that matches.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "query/event_filter.h"
#include "testing/fuzz.h"
#include "testing/made_rows.h"
#include "testing/page_builder.h"

using namespace folioscope;
using namespace folioscope::query;
using fuzz::check;

namespace {

constexpr std::uint64_t kMapping = 0xffffffff81000020;

struct World {
  trace::FormatTable formats;
  EventVocabulary vocabulary;
  std::vector<std::vector<std::byte>> records;
  std::vector<store::EventView> events;
};

std::vector<std::vector<std::byte>> made_records() {
  std::vector<std::vector<std::byte>> records;
  for (const std::uint64_t pfn : {std::uint64_t{3}, std::uint64_t{0x1f400}}) {
    trace::RecordBytes ref(store::kPageRefId, 60);
    ref.put(pfn).put(std::uint64_t{0xa0000}).put(std::int32_t{2}).put(std::int32_t{-1});
    ref.put(kMapping).put(std::int32_t{1}).put(std::int32_t{-1});
    records.push_back(ref.bytes());
  }
  trace::RecordBytes cma(store::kCmaStartId, 77);
  cma.put(std::uint32_t{9 << 16 | 20}).put(std::uint32_t{8192}).put(std::uint32_t{0});
  cma.put_text("reserved");
  records.push_back(cma.bytes());
  records.push_back({records[0].begin(), records[0].begin() + 10});  // cut
  return records;
}

World make_world() {
  World world{.formats = {}, .vocabulary = {}, .records = made_records(), .events = {}};
  for (const auto& text : store::made_formats().formats)
    world.formats.add(*trace::parse_event_format(text.system, text.text));
  world.vocabulary = vocabulary_of(world.formats);
  return world;
}

const World& world() {
  static World made = make_world();
  if (!made.events.empty()) return made;
  int cpu = 0;
  for (const auto& record : made.records) {
    const std::uint16_t id = made.events.size() == 2 ? store::kCmaStartId : store::kPageRefId;
    made.events.push_back({.cell = {1},
                           .cpu = cpu++,
                           .time_ns = 12'000'000,
                           .format = made.formats.by_id(id),
                           .record = record});
  }
  made.events.push_back({.cell = {1}, .cpu = 9, .time_ns = -1, .format = nullptr, .record = {}});
  return made;
}

std::optional<std::string> symbol_at(std::uint64_t address) {
  return address == kMapping ? std::optional<std::string>("vmstat+0x20") : std::nullopt;
}

void check_tree(const std::vector<EventFilter::Node>& nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].kind == EventFilter::Node::Kind::Comparison) continue;
    check(nodes[i].left < i);
    if (nodes[i].kind != EventFilter::Node::Kind::Not) check(nodes[i].right < i);
  }
}

void check_selected(const store::EventSelection& selection, const store::EventView& event) {
  check(selection.cell == event.cell);
  check(!selection.cpu || *selection.cpu == event.cpu);
  check(!selection.min_ns || *selection.min_ns <= event.time_ns);
  check(!selection.max_ns || *selection.max_ns >= event.time_ns);
  if (selection.names.empty()) return;
  check(event.format != nullptr);
  check(std::ranges::find(selection.names, event.format->name) != selection.names.end());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::as_text({data, size}));
  const auto filter = EventFilter::parse(text, world().vocabulary);
  if (!filter) {
    check(filter.fault().domain == FaultDomain::User && !filter.fault().what.empty());
    return 0;
  }
  check_tree(filter->nodes());
  const store::EventSelection selection = selection_of(*filter, {1});
  std::optional<EventMatcher> opposite;
  if (!filter->matches_all())
    if (auto other = EventFilter::parse("not (" + text + ")", world().vocabulary))
      opposite.emplace(*std::move(other), symbol_at);
  EventMatcher matcher(*filter, symbol_at);
  for (const store::EventView& event : world().events) {
    const bool matches = matcher.matches(event);
    if (matches) check_selected(selection, event);
    if (opposite) check(opposite->matches(event) != matches);
  }
  return 0;
}
