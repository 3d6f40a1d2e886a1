// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/write.h"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "resultpage/ci_report.h"
#include "resultpage/html.h"
#include "resultpage/index.h"
#include "resultpage/page.h"
#include "resultpage/page_json.h"

namespace folioscope::resultpage {
namespace {

Fault cannot_write(const std::filesystem::path& place, const std::string& why) {
  return user_fault(fmt::format("cannot write {}: {}", place.string(), why),
                    "name a directory that can be written to");
}

// Files become visible whole: a reader of the directory never sees half a page.
Result<std::vector<std::filesystem::path>> write(const std::vector<PageFile>& files,
                                                 const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return cannot_write(directory, error.message());
  std::vector<std::filesystem::path> paths;
  for (const PageFile& file : files) {
    const std::filesystem::path path = directory / file.name;
    const std::filesystem::path unfinished = directory / ('.' + file.name + ".new");
    std::ofstream stream(unfinished, std::ios::binary | std::ios::trunc);
    stream << file.content;
    stream.close();
    if (!stream) return cannot_write(unfinished, "open, write or close failed");
    std::filesystem::rename(unfinished, path, error);
    if (error) return cannot_write(path, error.message());
    paths.push_back(path);
  }
  return paths;
}

}  // namespace

Result<text::Report> page_text(const std::filesystem::path& run,
                               const std::optional<query::AboutOverride>& about) {
  TRY(auto loaded, query::load_run(run, about));
  const compare::TestedRun comparison = compare::tested(std::move(loaded));
  return text::Report{make_page(comparison).markdown.content, compare::overall(comparison)};
}

Result<text::Report> one_text(OneText kind, const std::filesystem::path& run,
                              const std::optional<query::AboutOverride>& about) {
  TRY(auto loaded, query::load_run(run, about));
  const compare::TestedRun comparison = compare::tested(std::move(loaded));
  text::Report report{{}, compare::overall(comparison)};
  switch (kind) {
    case OneText::Html:
      report.text = html_page(make_page(comparison)).content;
      break;
    case OneText::Junit:
      report.text = junit(comparison);
      break;
    case OneText::Ktap:
      report.text = ktap(comparison);
      break;
  }
  return report;
}

Result<Written> write_page(const std::filesystem::path& run, const std::filesystem::path& directory,
                           const std::optional<query::AboutOverride>& about) {
  TRY(auto loaded, query::load_run(run, about));
  const compare::TestedRun comparison = compare::tested(std::move(loaded));
  std::vector<PageFile> files = make_page(comparison).files();
  for (PageFile& file : files)
    if (file.name.ends_with(".json")) file.content = with_before(file, directory);
  TRY(auto paths, write(files, directory));
  return Written{std::move(paths), compare::overall(comparison)};
}

Result<std::vector<std::filesystem::path>> write_index(const std::filesystem::path& directory) {
  TRY(const auto pages, read_summaries(directory));
  if (pages.empty())
    return user_fault(fmt::format("there is no result page in {}", directory.string()),
                      "write one with: folioscope report RUN --format markdown --out DIR");
  return write(make_index(pages), directory);
}

}  // namespace folioscope::resultpage
