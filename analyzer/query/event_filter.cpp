// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/event_filter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "trace/page.h"

namespace folioscope::query {
namespace {

using Written = EventFilter::Comparison;
using Relation = EventFilter::Relation;
using Subject = EventFilter::Subject;
using Node = EventFilter::Node;

// Columns that every event has; a format's field of such a name gets '_' behind it.
constexpr std::array<std::string_view, 7> kTaken = {"name", "system",  "cpu",    "pid",
                                                    "time", "time_ns", "cell_id"};
// Addresses that one comparison remembers the symbols of: a kernel's functions that are traced are
// far fewer.
constexpr std::size_t kMostSymbols = 1 << 16;

bool is_common(const trace::Field& field) { return field.name.starts_with("common_"); }

template <class T>
bool holds(Relation relation, const T& value, const T& wanted) {
  switch (relation) {
    case Relation::Equal:
      return value == wanted;
    case Relation::Different:
      return value != wanted;
    case Relation::Less:
      return value < wanted;
    case Relation::AtMost:
      return value <= wanted;
    case Relation::More:
      return value > wanted;
    case Relation::AtLeast:
      return value >= wanted;
    case Relation::Contains:
      return false;
  }
  return false;
}

bool text_holds(Relation relation, std::string_view value, std::string_view wanted) {
  if (relation == Relation::Contains) return value.find(wanted) != value.npos;
  return relation == Relation::Different ? value != wanted : value == wanted;
}

EventNumber number_of(std::int64_t value) { return {value < 0, static_cast<std::uint64_t>(value)}; }

bool name_holds(const Written& wanted, const trace::EventFormat& format) {
  if (wanted.subject == Subject::System)
    return text_holds(wanted.relation, format.system, wanted.text);
  if (wanted.text.find('.') == std::string::npos)
    return text_holds(wanted.relation, format.name, wanted.text);
  return text_holds(wanted.relation, format.system + "." + format.name, wanted.text);
}

std::optional<std::int64_t> signed_of(const EventNumber& number) {
  if (!number.negative && (number.bits >> 63) != 0) return std::nullopt;
  return static_cast<std::int64_t>(number.bits);
}

std::optional<std::int64_t> larger(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::max(*a, *b) : a ? a : b;
}
std::optional<std::int64_t> smaller(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

void select_time(store::EventSelection& selection, Relation relation, std::int64_t time) {
  // Bounds are included, so that of < and > is one too many: it is compared again.
  if (relation == Relation::Equal || relation == Relation::More || relation == Relation::AtLeast)
    selection.min_ns = time;
  if (relation == Relation::Equal || relation == Relation::Less || relation == Relation::AtMost)
    selection.max_ns = time;
}

store::EventSelection selected_by(const Written& wanted) {
  store::EventSelection selection;
  const bool equal = wanted.relation == Relation::Equal;
  if (wanted.subject == Subject::Name && equal) {
    selection.names.push_back(wanted.text.substr(wanted.text.find('.') + 1));
    return selection;
  }
  if (!wanted.number) return selection;
  const auto number = signed_of(*wanted.number);
  if (wanted.subject == Subject::Field && wanted.field == "pfn" && equal)
    selection.pfn = wanted.number->bits;
  if (!number) return selection;
  if (wanted.subject == Subject::Time) select_time(selection, wanted.relation, *number);
  if (wanted.subject == Subject::Pid && equal) selection.pid = *number;
  // A number that no CPU can have selects nothing away: nothing matches it anyway.
  if (wanted.subject == Subject::Cpu && equal && *number >= 0 && *number < limits::kCpus)
    selection.cpu = static_cast<int>(*number);
  return selection;
}

// Where both say something that cannot be true together either is right: nothing matches.
store::EventSelection both(store::EventSelection a, const store::EventSelection& b) {
  if (!a.cpu) a.cpu = b.cpu;
  if (!a.pid) a.pid = b.pid;
  if (!a.pfn) a.pfn = b.pfn;
  a.min_ns = larger(a.min_ns, b.min_ns);
  a.max_ns = smaller(a.max_ns, b.max_ns);
  if (a.names.empty() || (b.names.size() < a.names.size() && !b.names.empty())) a.names = b.names;
  return a;
}

store::EventSelection either(store::EventSelection a, const store::EventSelection& b) {
  if (a.cpu != b.cpu) a.cpu.reset();
  if (a.pid != b.pid) a.pid.reset();
  if (a.pfn != b.pfn) a.pfn.reset();
  a.min_ns = a.min_ns && b.min_ns ? smaller(a.min_ns, b.min_ns) : std::nullopt;
  a.max_ns = a.max_ns && b.max_ns ? larger(a.max_ns, b.max_ns) : std::nullopt;
  if (a.names.empty() || b.names.empty())
    a.names.clear();
  else
    a.names.insert(a.names.end(), b.names.begin(), b.names.end());
  return a;
}

}  // namespace

std::string name_in_filter(const trace::Field& field) {
  const bool taken = std::ranges::find(kTaken, field.name) != kTaken.end();
  return taken ? field.name + "_" : field.name;
}

EventVocabulary vocabulary_of(const trace::FormatTable& formats) {
  EventVocabulary vocabulary;
  for (const trace::EventFormat& format : formats.all()) {
    vocabulary.systems.push_back(format.system);
    vocabulary.names.push_back(format.name);
    for (const trace::Field& field : format.fields) {
      if (is_common(field) || field.kind == trace::Field::Kind::Bytes) continue;
      EventVocabulary::Kinds& kinds = vocabulary.fields[name_in_filter(field)];
      kinds.address |= field.is_address;
      (field.kind == trace::Field::Kind::Number ? kinds.number : kinds.text) = true;
    }
  }
  for (std::vector<std::string>* names : {&vocabulary.systems, &vocabulary.names}) {
    std::ranges::sort(*names);
    names->erase(std::unique(names->begin(), names->end()), names->end());
  }
  return vocabulary;
}

store::EventSelection selection_of(const EventFilter& filter, CellId cell) {
  std::vector<store::EventSelection> selected;
  for (const Node& node : filter.nodes()) {
    switch (node.kind) {
      case Node::Kind::Comparison:
        selected.push_back(selected_by(node.comparison));
        break;
      case Node::Kind::And:
        selected.push_back(both(selected[node.left], selected[node.right]));
        break;
      case Node::Kind::Or:
        selected.push_back(either(selected[node.left], selected[node.right]));
        break;
      case Node::Kind::Not:
        selected.emplace_back();
        break;
    }
  }
  store::EventSelection selection = selected.empty() ? store::EventSelection{} : selected.back();
  selection.cell = cell;
  return selection;
}

EventMatcher::EventMatcher(EventFilter filter, SymbolAt symbol_at)
    : filter_(std::move(filter)),
      symbol_at_(std::move(symbol_at)),
      memory_(filter_.nodes().size()) {}

bool EventMatcher::matches(const store::EventView& event) {
  return filter_.matches_all() || node_matches(filter_.nodes().size() - 1, event);
}

bool EventMatcher::node_matches(std::size_t at, const store::EventView& event) {
  const Node& node = filter_.nodes()[at];
  switch (node.kind) {
    case Node::Kind::And:
      return node_matches(node.left, event) && node_matches(node.right, event);
    case Node::Kind::Or:
      return node_matches(node.left, event) || node_matches(node.right, event);
    case Node::Kind::Not:
      return !node_matches(node.left, event);
    case Node::Kind::Comparison:
      break;
  }
  const Written& wanted = node.comparison;
  switch (wanted.subject) {
    case Subject::Name:
    case Subject::System:
      return event.format != nullptr && name_holds(wanted, *event.format);
    case Subject::Cpu:
      return holds(wanted.relation, number_of(event.cpu), *wanted.number);
    case Subject::Time:
      return holds(wanted.relation, number_of(event.time_ns), *wanted.number);
    case Subject::Pid:
    case Subject::Field:
      return field_matches(wanted, memory_[at], event);
  }
  return false;
}

bool EventMatcher::field_matches(const Written& wanted, Memory& memory,
                                 const store::EventView& event) {
  if (event.format == nullptr || event.record.size() < event.format->fixed_size) return false;
  const trace::Field* field = field_of(wanted.field, memory, *event.format);
  if (field == nullptr) return false;
  if (field->kind != trace::Field::Kind::Number) {
    const auto text = trace::read_string(*field, event.record);
    return text && text_holds(wanted.relation, *text, wanted.text);
  }
  const std::int64_t value = trace::read_number(*field, event.record);
  if (wanted.number && wanted.relation != Relation::Contains) {
    const bool negative = value < 0 && field->is_signed;
    return holds(wanted.relation, {negative, static_cast<std::uint64_t>(value)}, *wanted.number);
  }
  if (!field->is_address) return false;
  const std::string& symbol = symbol_of(static_cast<std::uint64_t>(value), memory);
  return !symbol.empty() && text_holds(wanted.relation, symbol, wanted.text);
}

const trace::Field* EventMatcher::field_of(const std::string& name, Memory& memory,
                                           const trace::EventFormat& format) const {
  if (memory.fields.size() <= format.id) memory.fields.resize(format.id + std::size_t{1});
  Found& found = memory.fields[format.id];
  if (found.format == &format) return found.field;
  found = {&format, nullptr};
  for (const trace::Field& field : format.fields)
    if (field.kind != trace::Field::Kind::Bytes && name_in_filter(field) == name)
      found.field = &field;
  return found.field;
}

// Without the distance from where the symbol begins.
const std::string& EventMatcher::symbol_of(std::uint64_t address, Memory& memory) const {
  if (const auto known = memory.symbols.find(address); known != memory.symbols.end())
    return known->second;
  if (memory.symbols.size() >= kMostSymbols) memory.symbols.clear();
  std::optional<std::string> symbol = symbol_at_ ? symbol_at_(address) : std::nullopt;
  std::string name = symbol ? symbol->substr(0, symbol->rfind("+0x")) : std::string();
  return memory.symbols.emplace(address, std::move(name)).first->second;
}

}  // namespace folioscope::query
