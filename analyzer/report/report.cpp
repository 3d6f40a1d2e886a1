// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.h"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "query/location.h"
#include "report/index.h"
#include "report/page.h"
#include "report/selection.h"
#include "store/reader.h"

namespace folioscope::report {
namespace {

Result<query::Comparison> load(const std::filesystem::path& run,
                               const std::optional<Retold>& retold) {
  TRY(const auto file, query::locate_store(run));
  TRY(const auto reader, store::Reader::open(file));
  TRY(auto comparison, query::load(*reader));
  if (!retold) return comparison;
  if (retold->experiment != comparison.run.name)
    return user_fault(fmt::format("{} is of the experiment {}, the run of {}", retold->file,
                                  retold->experiment, comparison.run.name),
                      "name the file that the run was made from");
  comparison.run.about = retold->about;
  comparison.run.claims = retold->claims;
  comparison.about = query::about_of(comparison.run);
  comparison.about.file = retold->file;
  return comparison;
}

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

Result<std::string> report(const std::filesystem::path& run, const Options& options) {
  TRY(const auto comparison, load(run, options.retold));
  TRY_STATUS(check_names(comparison, options));
  switch (options.format) {
    case Format::Json:
      return render_json(comparison, options);
    case Format::Markdown:
      return make_page(comparison).markdown.content;
    case Format::Text:
      break;
  }
  return render_text(comparison, options);
}

Result<std::vector<std::filesystem::path>> write_page(const std::filesystem::path& run,
                                                      const std::filesystem::path& directory,
                                                      const std::optional<Retold>& retold) {
  TRY(const auto comparison, load(run, retold));
  return write(make_page(comparison).files(), directory);
}

Result<std::vector<std::filesystem::path>> write_index(const std::filesystem::path& directory) {
  TRY(const auto pages, read_summaries(directory));
  if (pages.empty())
    return user_fault(fmt::format("there is no result page in {}", directory.string()),
                      "write one with: folioscope report RUN --format markdown --out DIR");
  return write(make_index(pages), directory);
}

}  // namespace folioscope::report
