// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/open_run.h"

#include <fmt/format.h>

#include "query/location.h"
#include "store/reader.h"

namespace folioscope::query {

Result<Comparison> load_run(const std::filesystem::path& run,
                            const std::optional<AboutOverride>& about) {
  TRY(const auto file, locate_store(run));
  TRY(const auto reader, store::Reader::open(file));
  TRY(auto comparison, load(*reader));
  if (!about) return comparison;
  if (about->experiment != comparison.run.name)
    return user_fault(fmt::format("{} is of the experiment {}, the run of {}", about->file,
                                  about->experiment, comparison.run.name),
                      "name the file that the run was made from");
  comparison.run.about = about->about;
  comparison.run.decide_at = about->decide_at;
  comparison.run.claims = about->claims;
  comparison.about = about_of(comparison.run);
  comparison.about.file = about->file;
  return comparison;
}

}  // namespace folioscope::query
