// SPDX-License-Identifier: GPL-3.0-or-later
// histograms: sums that the guest's kernel keeps of an event, in the words of its
// Documentation/trace/histogram.rst:
//   {event: page_ref:page_ref_mod_unless, keys: [stacktrace], values: [val], where: "mt>=4"}
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/limits.h"
#include "spec/event_text.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Range kSize{limits::kMinHistogramEntries, limits::kHistogramEntries};

const std::vector<std::string> kModifiers = {"hex",      "sym",     "sym-offset",
                                             "execname", "syscall", "log2"};

// A field, with or without a modifier.
std::string key_pattern() {
  return fmt::format("^[A-Za-z_][A-Za-z0-9_]*([.]({}))?$", fmt::join(kModifiers, "|"));
}

const Keys& histogram_keys() {
  static const Keys keys{
      .section = "histogram",
      .rows = {{"event", Form::text(kEventPattern), "The event, as system:name."},
               {"keys", Form::list_or_one(Form::single(key_pattern()), limits::kHistogramKeys),
                "Fields to count by, common_pid, or stacktrace; with a modifier such as `.log2`."},
               {"values", Form::list_or_one(Form::single(kWordPattern), limits::kHistogramValues),
                "Fields that are added up beside the count of hits."},
               {"where", Form::single(), "Filter of the event, in the kernel's own language."},
               {"size", Form::count(kSize), "Different keys that there is room for.",
                fmt::format("{}", Histogram().size)}},
      .required = {"event", "keys"}};
  return keys;
}

void check_key(const Node& node, const std::string& key, Diagnostics& out) {
  const std::size_t dot = key.find('.');
  if (!is_word(std::string_view(key).substr(0, dot)))
    out.add(node.at, fmt::format("`{}` is no field", key),
            "a field of the event, common_pid, or stacktrace");
  if (dot == key.npos) return;
  const std::string modifier = key.substr(dot + 1);
  if (std::ranges::find(kModifiers, modifier) == kModifiers.end())
    out.add(node.at, fmt::format("unknown modifier `.{}`", modifier),
            suggest(modifier, kModifiers));
}

std::vector<std::string> read_keys(const Node& node, Diagnostics& out) {
  std::vector<std::string> keys;
  for (const Node* item : read_list(node, "keys", ListForm::OrOneScalar, out))
    if (auto key = read_text(*item, "key", out)) {
      check_key(*item, *key, out);
      keys.push_back(*std::move(key));
    }
  if (keys.size() > limits::kHistogramKeys)
    out.add(node.at, fmt::format("a histogram has up to {} keys", limits::kHistogramKeys));
  return keys;
}

std::vector<std::string> read_values(const Node& node, Diagnostics& out) {
  std::vector<std::string> values;
  for (const Node* item : read_list(node, "values", ListForm::OrOneScalar, out))
    if (auto value = read_text(*item, "value", out)) {
      if (*value == "hitcount")
        out.add(item->at, "every histogram counts its hits", "leave `hitcount` out");
      else if (!is_word(*value))
        out.add(item->at, fmt::format("`{}` is no field", *value), "a number that the event has");
      values.push_back(*std::move(value));
    }
  if (values.size() > limits::kHistogramValues)
    out.add(node.at, fmt::format("a histogram adds up to {} values", limits::kHistogramValues));
  return values;
}

Histogram read_histogram(const Node& node, Diagnostics& out) {
  Histogram histogram;
  Fields fields(node, "histogram", histogram_keys(), out);
  if (!fields.is_map()) return histogram;
  if (const Node* event = fields.find("event"))
    histogram.event = read_event(*event, out).value_or(EventName{});
  if (const Node* keys = fields.find("keys")) histogram.keys = read_keys(*keys, out);
  if (const Node* values = fields.find("values")) histogram.values = read_values(*values, out);
  if (const Node* filter = fields.find("where"))
    histogram.where = read_one_line(*filter, "where", out);
  if (const Node* size = fields.find("size"))
    if (auto entries = read_count(*size, "size", kSize, out))
      histogram.size = static_cast<std::uint32_t>(*entries);
  return histogram;
}

}  // namespace

Form histograms_form() { return Form::list(Form::map(histogram_keys), limits::kHistograms); }

std::vector<Histogram> read_histograms(const Node& node, const Context& context) {
  Diagnostics& out = context.diagnostics;
  std::vector<Histogram> histograms;
  for (const Node* item : read_list(node, "histograms", ListForm::ListOnly, out)) {
    Histogram histogram = read_histogram(*item, out);
    const auto same = [&](const Histogram& other) { return other.event == histogram.event; };
    if (histogram.event != EventName{} && std::ranges::any_of(histograms, same))
      out.add(item->at, fmt::format("`{}` has two histograms", text_of(histogram.event)),
              "join their keys, or take another event");
    histograms.push_back(std::move(histogram));
  }
  check_most(node.at, histograms.size(), limits::kHistograms, "histograms", out);
  return histograms;
}

}  // namespace folioscope::spec
