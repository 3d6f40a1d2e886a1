// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/parse.h"

#include <fmt/format.h>

#include "spec/profile_section.h"
#include "spec/sections.h"
#include "spec/text_file.h"
#include "sys/files.h"

namespace folioscope::spec {
Roots find_roots(const std::filesystem::path& file) {
  Roots roots{std::filesystem::absolute(file).lexically_normal().parent_path(), sys::product_dir()};
  for (auto directory = roots.own; directory != directory.parent_path();
       directory = directory.parent_path()) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory / "configs", error)) continue;
    roots.own = directory;
    break;
  }
  return roots;
}

std::string to_string(const Diagnostic& d) {
  std::string text = fmt::format("{}:{}:{}: {}", d.file, d.line, d.column, d.message);
  if (!d.hint.empty()) text += fmt::format("\n  hint: {}", d.hint);
  return text;
}

Parsed parse(std::string_view text, const std::string& file, const Roots& roots,
             const std::string& profile) {
  Parsed parsed;
  parsed.spec.file = file;
  parsed.spec.text = text;
  Diagnostics diagnostics(file);
  auto yaml = read_yaml(text);
  if (auto* error = std::get_if<YamlError>(&yaml)) {
    diagnostics.add(error->at, error->message, error->hint);
  } else {
    const Node& root = std::get<Node>(yaml);
    parsed.profiles = read_profile_names(root, diagnostics);
    const Node chosen =
        apply_profile(root, parsed.profiles, profile, parsed.spec.profile, diagnostics);
    read_experiment(chosen, Context{roots, diagnostics}, parsed.spec);
  }
  parsed.diagnostics = diagnostics.take();
  return parsed;
}

Result<Parsed> parse_file(const std::filesystem::path& path, const std::string& profile) {
  TRY(std::string text, read_text_file(path));
  return parse(text, path.string(), find_roots(path), profile);
}

}  // namespace folioscope::spec
