// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/kernel_texts.h"

#include "query/sql_value.h"

namespace folioscope::query {
namespace {

Result<std::optional<std::string>> config_of(store::Reader& reader,
                                             const store::VariantRow& kernel) {
  if (!kernel.kernel_hash) return std::optional<std::string>();
  return reader.kernel_config(*kernel.kernel_hash);
}

}  // namespace

Result<KernelTexts> load_kernel_texts(store::Reader& reader, const store::VariantRow& baseline,
                                      const store::VariantRow& kernel) {
  KernelTexts texts;
  for (const store::PatchRow& patch : kernel.patches) {
    if (patch.kind == "instrumentation") continue;
    PatchText one{patch, {}};
    if (!patch.sha256.empty()) {
      TRY(one.text, reader.patch_text(patch.sha256));
    }
    texts.patches.push_back(std::move(one));
  }
  TRY(texts.config, config_of(reader, kernel));
  TRY(texts.baseline_config, config_of(reader, baseline));
  return texts;
}

Result<std::vector<KnownEvent>> load_known_events(store::Reader& reader) {
  TRY(const auto result,
      reader.sql("SELECT system, name, count(*) FROM cell"
                 " JOIN event_format ON event_format.format_set = cell.format_set"
                 " GROUP BY system, name ORDER BY system, name"));
  std::vector<KnownEvent> events;
  for (const auto& row : result.rows) {
    const auto* system = std::get_if<std::string>(&row[0]);
    const auto* name = std::get_if<std::string>(&row[1]);
    if (system != nullptr && name != nullptr) events.push_back({*system, *name, integer(row[2])});
  }
  return events;
}

}  // namespace folioscope::query
