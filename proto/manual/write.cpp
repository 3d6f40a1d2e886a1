// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/write.h"

#include <fstream>

#include "manual/completions.h"

namespace folioscope::manual {
namespace {

namespace fs = std::filesystem;

Status write_text(const fs::path& file, const std::string& text) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) return host_fault("cannot write " + file.string());
  return {};
}

}  // namespace

Status write_manual(const fs::path& directory, const Command& program,
                    const Surroundings& surroundings, const std::vector<Page>& more) {
  std::vector<Page> all = pages(program, surroundings);
  all.insert(all.end(), more.begin(), more.end());
  for (const Page& page : all)
    TRY_STATUS(write_text(
        directory / "man" / ("man" + page.name.substr(page.name.rfind('.') + 1)) / page.name,
        page.text));
  TRY_STATUS(write_text(directory / "bash", bash_completion(program)));
  TRY_STATUS(write_text(directory / "zsh", zsh_completion(program)));
  return write_text(directory / "fish", fish_completion(program));
}

}  // namespace folioscope::manual
