// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

namespace folioscope::tree {
namespace {

using Names = std::vector<std::string_view>;

const std::vector<Group> kGroups = {
    {"proto",
     {"base", "catalog", "manual", "folioscope", "wire", "rpc", "trace", "store", "testing"}},
    {"orchestrator",
     {"sys", "spec", "patches", "plan", "kbuild", "image", "fleet", "ingest", "derive", "run",
      "imports", "cluster", "bisect", "calibrate", "suggest", "app", "testing"}},
    {"analyzer",
     {"query", "exchange", "stats", "simulate", "compare", "format", "text", "resultpage", "models",
      "charts", "pages", "app", "testing"}},
    {"guest-image", {"instrumentation", "agent", "workloads"}},
};

// The one path between the two halves: subcommands print what the analyzer says, a run asks it when
// its boots have answered, and `folioscope bisect` boots what it decides.
struct Bridge {
  std::string_view from, group;
  Names folders;
};
const Bridge kBridge{"orchestrator/app",
                     "analyzer",
                     {"query", "exchange", "compare", "simulate", "format", "text", "resultpage"}};

// Folders to the left that a folder may not include all the same.
struct Refusal {
  std::string_view place;
  Names folders;
};
// The desktop shows what compare found, in the words of format: it is no other report. What it
// copies as Markdown or text is written as the reports write it, by the window alone.
const std::vector<Refusal> kRefusals = {
    {"analyzer/models", {"text", "resultpage"}},
    {"analyzer/charts", {"text", "resultpage"}},
    {"analyzer/pages", {"text", "resultpage"}},
};

constexpr std::string_view kTesting = "testing";
// What the instrumented kernel and the host agree on; C, and the one header of the kernel's side.
constexpr std::string_view kKernelAbi = "instrumentation/abi.h";
// Compiled in a kernel's tree, with the kernel's headers.
constexpr std::string_view kInKernel = "guest-image/instrumentation/core/";

const std::vector<Home> kHomes = {
    {"SQLite", "sqlite3", {"proto/store", "proto/testing"}},
    {"zstd", "zstd.h", {"proto/store", "orchestrator/imports"}},
    {"zlib", "zlib.h", {"orchestrator/imports"}},
    {"libtraceevent", "kbuffer.h", {"proto/trace"}},
    {"libtraceevent", "event-parse.h", {"proto/trace"}},
    {"protobuf",
     "google/protobuf",
     {"proto/wire", "proto/rpc", "orchestrator/ingest", "guest-image/agent"}},
    {"gRPC", "grpc", {"proto/wire", "proto/rpc", "orchestrator/ingest", "guest-image/agent"}},
    {"protobuf",
     "folioscope/v1",
     {"proto/wire", "proto/rpc", "orchestrator/ingest", "guest-image/agent"}},
    {"libvirt", "libvirt", {"orchestrator/fleet"}},
    {"yaml-cpp", "yaml-cpp", {"orchestrator/spec"}},
    {"RE2", "re2/", {"orchestrator/spec", "orchestrator/derive"}},
    {"instrumentation/abi.h", kKernelAbi, {"orchestrator/derive", "orchestrator/run"}},
    {"cmark-gfm", "cmark-gfm", {"analyzer/resultpage", "proto/manual"}},
    {"CLI11", "CLI/", {"orchestrator/app"}},
    {"Qt",
     "Qt",
     {"analyzer/models", "analyzer/charts", "analyzer/pages", "analyzer/app", "analyzer/testing"}},
};

// A class of Qt: <QString>.
bool is_qt_class(std::string_view header) {
  return header.size() > 1 && header[0] == 'Q' && header[1] >= 'A' && header[1] <= 'Z';
}

struct Include {
  std::string header;
  bool ours = false;  // in quotes
};

std::optional<Include> parse_include(std::string_view line) {
  constexpr std::string_view kDirective = "#include ";
  if (!line.starts_with(kDirective)) return std::nullopt;
  line.remove_prefix(kDirective.size());
  if (line.empty() || (line[0] != '<' && line[0] != '"')) return std::nullopt;
  std::size_t end = line.find(line[0] == '<' ? '>' : '"', 1);
  if (end == line.npos) return std::nullopt;
  return Include{std::string(line.substr(1, end - 1)), line[0] == '"'};
}

const Group* group_of(std::string_view path) {
  auto found = std::ranges::find_if(kGroups, [&](const Group& group) {
    return path.starts_with(group.name) && path.substr(group.name.size()).starts_with('/');
  });
  return found == kGroups.end() ? nullptr : &*found;
}

// The folder of "group/folder/...".
std::string_view folder_of(std::string_view path, const Group& group) {
  path.remove_prefix(group.name.size() + 1);
  return path.substr(0, path.find('/'));
}

bool holds(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::ptrdiff_t rank(const Group& group, std::string_view folder) {
  auto found = std::ranges::find(group.folders, folder);
  return found == group.folders.end() ? -1 : found - group.folders.begin();
}

// Tests, benchmarks, fuzzers and what they share: no part of a product.
bool is_test(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return path.starts_with("tests/") || path.find("/testing/") != path.npos ||
         name.starts_with("fuzz_") || name.ends_with("_test.cpp") || name.ends_with("_bench.cpp");
}

// Why a file of group/folder may not include `header`, or nothing.
std::string refuse_own(const Group& group, std::string_view folder, std::string_view header) {
  std::string_view target = header.substr(0, header.find('/'));
  if (header == kKernelAbi) return {};
  if (target == header) return {};    // a header beside the file
  if (target == kTesting) return {};  // check_testing knows
  if (auto wanted = rank(group, target); wanted >= 0) {
    const std::string place = std::string(group.name) + "/" + std::string(folder);
    for (const Refusal& refusal : kRefusals)
      if (refusal.place == place && holds(refusal.folders, target))
        return "is no business of " + place;
    bool allowed = group.name == "guest-image" ? target == folder : wanted <= rank(group, folder);
    return allowed ? "" : "stands to the right of " + std::string(folder);
  }
  if (rank(kGroups[0], target) >= 0) return {};  // the trunk
  for (const Group& other : kGroups)
    if (rank(other, target) >= 0) {
      bool bridge = std::string(group.name) + "/" + std::string(folder) == kBridge.from &&
                    other.name == kBridge.group && holds(kBridge.folders, target);
      return bridge ? "" : "belongs to " + std::string(other.name);
    }
  return "is in no folder that this check knows";
}

std::string refuse_third_party(std::string_view place, std::string_view header) {
  std::string_view known = is_qt_class(header) ? "Qt" : header;
  for (const Home& home : kHomes) {
    if (!known.starts_with(home.header)) continue;
    if (holds(home.folders, place)) return {};
    return "is named outside its home " + std::string(home.folders[0]);
  }
  return {};
}

template <class Take>
void for_each_include(const File& file, Take take) {
  std::istringstream lines(file.text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number)
    if (auto include = parse_include(line)) take(number, *include);
}

std::string at(const File& file, int line, const std::string& what) {
  return file.path + ":" + std::to_string(line) + ": " + what;
}

}  // namespace

const std::vector<Group>& groups() { return kGroups; }
const std::vector<Home>& homes() { return kHomes; }

std::vector<std::string> check_includes(const File& file) {
  if (file.path.starts_with(kInKernel)) return {};
  const Group* group = group_of(file.path);
  if (!group) return {};
  std::string_view folder = folder_of(file.path, *group);
  std::string place = std::string(group->name) + "/" + std::string(folder);
  std::vector<std::string> findings;
  if (rank(*group, folder) < 0)
    findings.push_back(file.path + ":1: folder " + place + " has no place in the order");
  for_each_include(file, [&](int number, const Include& include) {
    std::string why = refuse_third_party(place, include.header);
    if (why.empty() && include.ours) why = refuse_own(*group, folder, include.header);
    if (!why.empty()) findings.push_back(at(file, number, include.header + " " + why));
  });
  return findings;
}

std::vector<std::string> check_testing(const std::vector<File>& files) {
  std::vector<std::string> findings;
  std::map<std::string, std::string_view> group_of_header;  // "testing/x.h" -> its group
  for (const File& file : files) {
    const Group* group = group_of(file.path);
    if (!group || folder_of(file.path, *group) != kTesting || !file.path.ends_with(".h")) continue;
    std::string header = file.path.substr(group->name.size() + 1);
    auto [other, fresh] = group_of_header.try_emplace(header, group->name);
    if (!fresh)
      findings.push_back(file.path + ":1: " + std::string(other->second) + " has a " + header +
                         " too");
  }
  for (const File& file : files) {
    const Group* group = group_of(file.path);
    for_each_include(file, [&](int number, const Include& include) {
      if (!include.ours || !include.header.starts_with("testing/")) return;
      auto home = group_of_header.find(include.header);
      std::string why;
      if (!is_test(file.path))
        why = "is for tests";
      else if (home == group_of_header.end())
        why = "is in no testing/ folder";
      else if (group && home->second != group->name && home->second != kGroups[0].name)
        why = "belongs to " + std::string(home->second);
      if (!why.empty()) findings.push_back(at(file, number, include.header + " " + why));
    });
  }
  return findings;
}

std::vector<std::string> check_licence(const File& file) {
  std::istringstream lines(file.text);
  std::string line;
  for (int number = 1; number <= 3 && std::getline(lines, line); ++number)
    if (line.find("SPDX-License-Identifier: ") != line.npos) return {};
  return {file.path + ":1: no SPDX-License-Identifier line"};
}

}  // namespace folioscope::tree
