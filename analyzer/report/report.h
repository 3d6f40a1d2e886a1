// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of a run as text, JSON or a page of Markdown. The same store gives the same report,
// byte for byte.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "query/comparison.h"

namespace folioscope::report {

enum class Format { Text, Json, Markdown };

// What an experiment file says about itself now, in place of what was stored with the run: captions
// and claims are no measurements. The page says where they are from.
struct Retold {
  std::string experiment;  // has to be the run's
  std::string file;
  std::vector<store::AboutRow> about;
  std::vector<store::ClaimRow> claims;
};

struct Options {
  Format format = Format::Text;
  bool all = false;                  // every metric, not the headlines only; text and JSON
  std::vector<std::string> metrics;  // these only, whatever `all` says; empty means no choice
  std::string machine, workload;     // these only; empty means every one
  std::optional<Retold> retold = {};
};

// The boots may be few or none: the report then says so.
std::string render_text(const query::Comparison& comparison, const Options& options);
std::string render_json(const query::Comparison& comparison, const Options& options);

// Opens, loads and renders; of a page, the Markdown alone. `run` is a run directory or a store
// file. Faults (User): no run, damaged, of a newer schema; a metric, machine or workload that the
// run does not have; another experiment's file to tell it anew.
Result<std::string> report(const std::filesystem::path& run, const Options& options);

// Writes the page of `run` and its files (page.h) into `directory`, which is made; gives their
// paths, the page first.
Result<std::vector<std::filesystem::path>> write_page(const std::filesystem::path& run,
                                                      const std::filesystem::path& directory,
                                                      const std::optional<Retold>& retold = {});

// Writes the index of all pages in `directory` (index.h) beside them; gives the files' paths.
// Faults (User): there are none.
Result<std::vector<std::filesystem::path>> write_index(const std::filesystem::path& directory);

}  // namespace folioscope::report
