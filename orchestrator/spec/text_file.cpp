// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "spec/yaml.h"

namespace folioscope::spec {

Result<std::string> read_text_file(const std::filesystem::path& path) {
  std::error_code error;
  auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return user_fault(fmt::format("{}: no such file", path.string()), "check the path");
  if (!std::filesystem::is_regular_file(status))
    return user_fault(fmt::format("{}: not a regular file", path.string()),
                      "name an experiment file");
  auto size = std::filesystem::file_size(path, error);
  if (!error && size > kMaxYamlBytes)
    return user_fault(fmt::format("{}: larger than {} KiB", path.string(), kMaxYamlBytes / 1024),
                      "is this an experiment file?");
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(error ? 0 : size), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file || error)
    return user_fault(fmt::format("{}: {}", path.string(), std::strerror(errno)),
                      "check the file's permissions");
  return text;
}

}  // namespace folioscope::spec
