// SPDX-License-Identifier: GPL-3.0-or-later
// Result pages as files. The same store gives the same page, byte for byte.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "compare/overall.h"
#include "query/open_run.h"
#include "text/report.h"

namespace folioscope::resultpage {

// The Markdown of the page of `run`, without its charts. Faults: see query::load_run().
Result<text::Report> page_text(const std::filesystem::path& run,
                               const std::optional<query::AboutOverride>& about = {});

// What a run is answered with in one text, beside the page.
enum class OneText { Html, Junit, Ktap };
Result<text::Report> one_text(OneText kind, const std::filesystem::path& run,
                              const std::optional<query::AboutOverride>& about = {});

struct Written {
  std::vector<std::filesystem::path> paths;  // the page first
  compare::Overall overall = compare::Overall::Inconclusive;
};

// Writes the page of `run` and its files (page.h) into `directory`, which is made.
Result<Written> write_page(const std::filesystem::path& run, const std::filesystem::path& directory,
                           const std::optional<query::AboutOverride>& about = {});

// Writes the index of all pages in `directory` (index.h) beside them; gives the files' paths.
// Faults (User): there are none.
Result<std::vector<std::filesystem::path>> write_index(const std::filesystem::path& directory);

}  // namespace folioscope::resultpage
