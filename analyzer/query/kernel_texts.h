// SPDX-License-Identifier: GPL-3.0-or-later
// The texts behind one kernel of a run: what was applied to make it, its configuration and that of
// the baseline. Read when somebody looks at them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::query {

struct PatchText {
  store::PatchRow patch;
  std::optional<std::string> text;  // nothing: the run did not keep it
};

struct KernelTexts {
  std::vector<PatchText> patches;  // of the experiment, in order; not the instrumentation
  std::optional<std::string> config, baseline_config;
};
Result<KernelTexts> load_kernel_texts(store::Reader& reader, const store::VariantRow& baseline,
                                      const store::VariantRow& kernel);

// Events that boots of a run recorded, by system and name.
struct KnownEvent {
  std::string system, name;
  std::int64_t boots = 0;  // that were asked for it

  bool operator==(const KnownEvent&) const = default;
};
Result<std::vector<KnownEvent>> load_known_events(store::Reader& reader);

}  // namespace folioscope::query
