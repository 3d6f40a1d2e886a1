// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/recorded_trace.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace folioscope::trace {
namespace {

std::string read_recorded_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "%s: cannot read; run proto/trace/testdata/record.sh\n", path.c_str());
    std::abort();
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Recording load_recording(const std::filesystem::path& testdata, const std::string& name) {
  Recording recording;
  recording.header_page = read_recorded_file(testdata / "header_page");
  const auto layout = parse_header_page(recording.header_page);
  if (!layout) std::abort();
  recording.layout = *layout;

  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(testdata / "formats"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const std::string system = file.stem().string();
    recording.format_texts.emplace_back(system, read_recorded_file(file));
    auto format = parse_event_format(system, recording.format_texts.back().second);
    if (!format) {
      std::fprintf(stderr, "%s\n", format.fault().what.c_str());
      std::abort();
    }
    recording.formats.add(*std::move(format));
  }
  for (int cpu = 0; cpu < 2; ++cpu) {
    const auto file = testdata / name / ("cpu" + std::to_string(cpu) + ".pages");
    if (!std::filesystem::exists(file)) continue;  // that CPU recorded nothing
    const std::string text = read_recorded_file(file);
    const auto bytes = std::as_bytes(std::span(text));
    recording.cpus.push_back({cpu, {bytes.begin(), bytes.end()}});
  }
  if (recording.cpus.empty()) std::abort();
  return recording;
}

}  // namespace folioscope::trace
