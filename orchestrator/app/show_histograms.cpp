// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/show_histograms.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/output.h"
#include "base/shown_text.h"
#include "derive/event_histogram.h"
#include "derive/histogram_file.h"

namespace folioscope::app {
namespace {

using derive::EventHistogram;

nlohmann::json as_json(const EventHistogram& histogram) {
  nlohmann::json out{{"trigger", histogram.trigger},
                     {"hits", histogram.hits},
                     {"dropped", histogram.dropped},
                     {"complete", histogram.complete},
                     {"entries", nlohmann::json::array()}};
  for (const EventHistogram::Entry& entry : histogram.entries) {
    nlohmann::json row{{"hits", entry.hits}, {"key", entry.key}, {"stack", entry.frames}};
    for (const auto& [field, sum] : entry.values) row["values"][field] = sum;
    out["entries"].push_back(std::move(row));
  }
  return out;
}

void print_histogram(const std::string& event, const EventHistogram& histogram) {
  print_out("{}: {} hits in {} entries, {} dropped{}\n  {}\n", event, histogram.hits,
            histogram.entries.size(), histogram.dropped,
            histogram.complete ? "" : " (cut: the totals are missing)", histogram.trigger);
  for (const EventHistogram::Entry& entry : histogram.entries) {
    print_out("{:10}", entry.hits);
    for (const auto& [field, sum] : entry.values) print_out("  {} {:+}", field, sum);
    if (!entry.key.empty()) print_out("  {}", entry.key);
    print_out("\n");
    if (!entry.frames.empty()) print_out("            {}\n", fmt::join(entry.frames, " < "));
  }
}

}  // namespace

Status show_histograms(store::Reader& reader, CellId cell, bool json) {
  TRY(const auto files, reader.guest_files(cell));
  nlohmann::json out = nlohmann::json::object();
  for (const store::GuestFileRow& file : files) {
    const auto stored = derive::histogram_of_store(file);
    if (!stored) continue;
    const std::string event = stored->system + ':' + stored->event;
    const EventHistogram histogram = EventHistogram::parse(stored->text);
    out[event] = as_json(histogram);
    if (!json) print_histogram(event, histogram);
  }
  if (out.empty())
    return user_fault(fmt::format("cell {} has no histograms of events", cell.value),
                      "ask for them with `histograms:` in the experiment; they are taken where "
                      "`observe` is `events`");
  if (json) print_out("{}\n", json_text(out));
  return {};
}

}  // namespace folioscope::app
