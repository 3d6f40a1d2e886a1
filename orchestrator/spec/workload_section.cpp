// SPDX-License-Identifier: GPL-3.0-or-later
// workloads: what runs in the guest. Forms:
//   {program: cma-churn, args: {park: [activate, mixed]}}      one of ours
//   {program: ./bench, args: [--size, "64"], files: [./bench.conf]}
//   {packages: [stress-ng], run: "stress-ng --vm 2 --timeout 10s"}
//   {selftest: mm}, {selftest: [mm/cow, mm/madv_populate]}   all of mm; one workload each
//   {script: ./run.sh}, {script: "#!/bin/sh\n..."}, {run: "dd if=/dev/zero of=/tmp/x bs=$size"}
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/limits.h"
#include "catalog/programs.h"
#include "spec/fields.h"
#include "spec/pattern_reader.h"
#include "spec/sections.h"
#include "spec/text_file.h"
#include "spec/workload_keys.h"

namespace folioscope::spec {
namespace {

constexpr const char* kShell = "#!/bin/sh\n";
std::string file_name_of(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

class WorkloadReader {
 public:
  // `which` of a list of selftests.
  WorkloadReader(const Node& node, const Context& context, std::size_t which)
      : context_(context),
        out_(context.diagnostics),
        node_(node),
        which_(which),
        fields_(node, "workload", workload_keys(), out_) {}

  Workload read() {
    if (!fields_.is_map()) return {};
    read_what();
    if (const Node* timeout = fields_.find("timeout"))
      workload_.timeout_ms =
          read_duration_ms(*timeout, "timeout", out_).value_or(workload_.timeout_ms);
    if (const Node* typical = fields_.find("typical"))
      workload_.typical_ms = read_duration_ms(*typical, "typical", out_).value_or(0);
    if (const Node* args = fields_.find("args")) read_args(*args);
    if (const Node* files = fields_.find("files")) read_files(*files);
    read_surroundings();
    if (const Node* metrics = fields_.find("metrics"))
      workload_.metrics = read_metric_patterns(*metrics, out_);
    if (const Node* vmstat = fields_.find("vmstat")) read_vmstat(*vmstat);
    return std::move(workload_);
  }

 private:
  void read_what() {
    const Node* program = fields_.find("program");
    const Node* script = fields_.find("script");
    const Node* run = fields_.find("run");
    const Node* selftest = fields_.find("selftest");
    if ((program != nullptr) + (script != nullptr) + (run != nullptr) + (selftest != nullptr) !=
        1) {
      out_.add(
          node_.at, "a workload has one of `program`, `script`, `run`, `selftest`",
          "a program, a script (a file, or its text), a line of shell, a test of the kernel's own");
      return;
    }
    if (program) read_program(*program);
    if (script) read_script(*script);
    if (run) read_run(*run);
    if (selftest) read_selftest(*selftest);
    read_packages();
    const Node* name = fields_.find("name");
    if (name && !workload_.is_brought())
      out_.add(name->at, "`name` is for a program, a script or a line that the experiment brings");
    else if (name)
      workload_.program = read_name(*name, "name", out_).value_or("");
    if (workload_.is_brought() && catalog::is_our_program(workload_.program))
      out_.add(node_.at, fmt::format("`{}` is a program of folioscope's", workload_.program),
               "give it another `name`");
  }

  // A path has a slash; a name is one of the image.
  void read_program(const Node& node) {
    const auto text = read_text(node, "program", out_);
    if (!text) return;
    if (text->find('/') != text->npos) {
      bring(node, *text, "program");
      return;
    }
    workload_.program = read_name(node, "program", out_).value_or("");
    const std::vector<std::string> ours(catalog::kPrograms.begin(), catalog::kPrograms.end());
    if (catalog::is_our_program(workload_.program)) return;
    if (const std::string hint = suggest(workload_.program, ours); hint.starts_with("did you mean"))
      out_.add(node.at, fmt::format("there is no workload `{}`", workload_.program), hint);
  }

  void bring(const Node& node, const std::string& path, const char* what) {
    const std::filesystem::path file = context_.resolve(path);
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
      out_.add(node.at, fmt::format("the {} {} does not exist", what, file.string()),
               "paths are taken from the experiment's directory");
    workload_.path = file.string();
    workload_.program = file_name_of(path);
    check_name(node);
  }

  void check_name(const Node& node) {
    Node name = node;
    name.text = workload_.program;
    if (!fields_.find("name")) read_name(name, "the program's name", out_);
  }

  // A text has lines, or begins like a script.
  void read_script(const Node& node) {
    const auto text = read_text(node, "script", out_);
    if (!text) return;
    workload_.is_script = true;
    if (text->find('\n') != text->npos || text->starts_with("#!")) {
      workload_.script = text->starts_with("#!") ? *text : kShell + *text;
      workload_.program = "script";
      return;
    }
    bring(node, *text, "script");
    std::ifstream stream(workload_.path);
    std::string line;
    if (std::getline(stream, line) && !line.starts_with("#!"))
      out_.add(node.at, fmt::format("the script {} does not say what runs it", workload_.path),
               "begin it with #!/bin/sh, the guest's busybox");
  }

  void read_run(const Node& node) {
    const auto text = read_text(node, "run", out_);
    if (!text) return;
    workload_.is_script = true;
    workload_.script = kShell + *text + '\n';
    workload_.program = file_name_of(text->substr(0, text->find_first_of(" \n")));
    check_name(node);
  }

  // COLLECTION/PROGRAM, COLLECTION or, where its name has a slash, COLLECTION/; of a list that of
  // this workload.
  void read_selftest(const Node& node) {
    const Node& item =
        node.kind == Node::Kind::List && which_ < node.items.size() ? node.items[which_] : node;
    const auto text = read_text(item, "selftest", out_);
    if (!text) return;
    if (!fits(*text, kSelftest)) {
      out_.add(item.at, fmt::format("`{}` is no selftest", *text),
               "write COLLECTION or COLLECTION/PROGRAM, such as mm/mremap_test: "
               "tools/testing/selftests of the base");
      return;
    }
    const std::size_t slash = text->rfind('/');
    workload_.selftest = text->substr(0, slash);
    workload_.is_collection = slash == text->npos || slash + 1 == text->size();
    workload_.program = workload_.is_collection ? workload_.selftest : text->substr(slash + 1);
    std::ranges::replace(workload_.program, '/', '-');
    check_name(item);
  }

  void read_packages() {
    if (const Node* packages = fields_.find("packages"))
      for (const Node* item : read_list(*packages, "packages", ListForm::OrOneScalar, out_))
        if (auto name = read_name(*item, "package", out_))
          workload_.packages.push_back(*std::move(name));
    const Node* suite = fields_.find("suite");
    if (suite) workload_.suite = read_name(*suite, "suite", out_).value_or("");
    if (suite && workload_.packages.empty()) out_.add(suite->at, "`suite` goes with `packages`");
  }

  void read_args(const Node& args) {
    if (args.kind == Node::Kind::Null) return;
    if (args.kind == Node::Kind::List && !workload_.is_script) {
      for (const Node* item : read_list(args, "args", ListForm::ListOnly, out_))
        if (auto word = read_text(*item, "argument", out_))
          workload_.words.push_back(*std::move(word));
      check_most(args.at, workload_.words.size(), limits::kArguments, "arguments", out_);
      return;
    }
    if (args.kind != Node::Kind::Map) {
      out_.add(args.at, "args is not a map",
               workload_.is_script ? "write `args: {key: value}`; becomes the variable $key"
                                   : "write `args: {key: value}`; becomes --key=value");
      return;
    }
    check_most(args.at, args.keys.size(), limits::kArguments / 2, "arguments", out_);
    for (std::size_t i = 0; i < args.keys.size(); ++i) read_arg(args.keys[i], args.items[i]);
  }

  void read_arg(const Key& key, const Node& item) {
    if (!fits(key.text, workload_.is_script ? kWordPattern : kArgument))
      out_.add(key.at,
               fmt::format("`{}` cannot be {}'s name", key.text,
                           workload_.is_script ? "a variable" : "an argument"),
               workload_.is_script ? "letters, digits and `_`"
                                   : "letters, digits, `-` and `_`; the leading `--` is added");
    auto values = read_sweep(item, fmt::format("argument `{}`", key.text), out_);
    if (!workload_.args.emplace(key.text, std::move(values)).second)
      out_.add(key.at, fmt::format("argument `{}` is given twice", key.text));
  }

  // A list goes beside the program, a map says where.
  void read_files(const Node& node) {
    if (node.kind == Node::Kind::Map) {
      for (std::size_t i = 0; i < node.keys.size(); ++i)
        if (const auto to = read_text(node.items[i], "place of a file", out_))
          add_file(node.keys[i].at, node.keys[i].text, *to);
      return;
    }
    for (const Node* item : read_list(node, "files", ListForm::ListOnly, out_))
      if (const auto from = read_text(*item, "file", out_))
        add_file(item->at, *from, "/workloads/" + file_name_of(*from));
  }

  void add_file(Place at, const std::string& from, const std::string& to) {
    const std::filesystem::path file = context_.resolve(from);
    const std::filesystem::path place = std::filesystem::path(to).lexically_normal();
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
      out_.add(at, fmt::format("the file {} does not exist", file.string()),
               "paths are taken from the experiment's directory; name each file");
    if (!place.is_absolute() || !place.has_filename())
      out_.add(at, fmt::format("`{}` is no place in the guest", to), "such as /etc/bench.conf");
    workload_.files.push_back({file.string(), place.string()});
  }

  void read_surroundings() {
    if (const Node* env = fields_.find("env")) read_environment(*env);
    if (const Node* user = fields_.find("user"))
      workload_.user =
          static_cast<std::uint32_t>(read_count(*user, "user", kUser, out_).value_or(0));
    if (const Node* input = fields_.find("stdin")) read_input(*input);
    for (auto [key, lines] : {std::pair{"before", &workload_.before}, {"after", &workload_.after}})
      if (const Node* node = fields_.find(key))
        for (const Node* item : read_list(*node, key, ListForm::OrOneScalar, out_))
          if (auto line = read_text(*item, key, out_)) {
            lines->push_back(*std::move(line));
            check_most(node->at, lines->size(), limits::kArguments, "lines", out_);
          }
  }

  void read_vmstat(const Node& node) {
    for (const Node* item : read_list(node, "vmstat", ListForm::OrOneScalar, out_)) {
      const auto counter = read_text(*item, "vmstat", out_);
      if (!counter) continue;
      if (!fits(*counter, kCounter))
        out_.add(item->at, fmt::format("`{}` is no counter of /proc/vmstat", *counter),
                 "small letters, digits and `_`, and `*` for any of them, such as vma_lock_*");
      workload_.vmstat.push_back(*counter);
    }
    check_most(node.at, workload_.vmstat.size(), limits::kArguments, "counters", out_);
  }

  void read_environment(const Node& env) {
    if (env.kind != Node::Kind::Map) {
      out_.add(env.at, "env is not a map", "write `env: {NAME: value}`");
      return;
    }
    check_most(env.at, env.keys.size(), limits::kArguments / 2, "variables", out_);
    for (std::size_t i = 0; i < env.keys.size(); ++i) {
      if (!fits(env.keys[i].text, kWordPattern))
        out_.add(env.keys[i].at, fmt::format("`{}` cannot be a variable's name", env.keys[i].text),
                 "letters, digits and `_`");
      if (const auto value = read_text(env.items[i], "variable", out_))
        workload_.environment.push_back(env.keys[i].text + '=' + *value);
    }
  }

  // A file of the host goes along.
  void read_input(const Node& node) {
    const auto from = read_text(node, "stdin", out_);
    if (!from) return;
    workload_.input = "/workloads/" + file_name_of(*from);
    add_file(node.at, *from, workload_.input);
  }

  const Context& context_;
  Diagnostics& out_;
  const Node& node_;
  std::size_t which_;
  Fields fields_;
  Workload workload_;
};

// How many workloads an entry is.
std::size_t count_of(const Node& node) {
  for (std::size_t i = 0; i < node.keys.size() && i < node.items.size(); ++i)
    if (node.keys[i].text == "selftest" && node.items[i].kind == Node::Kind::List)
      return std::max<std::size_t>(node.items[i].items.size(), 1);
  return 1;
}

bool is_same(const Workload& one, const Workload& other) {
  return one.program == other.program && one.args == other.args && one.words == other.words;
}

void check_names(const Workload& workload, const std::vector<Workload>& others, Place at,
                 Diagnostics& out) {
  for (const Workload& other : others) {
    if (workload.program.empty() || other.program != workload.program) continue;
    if (is_same(workload, other))
      out.add(
          at,
          fmt::format("workload `{}` is listed twice with the same arguments", workload.program),
          "raise `boots` to repeat it");
    else if (other.path != workload.path || other.script != workload.script)
      out.add(at, fmt::format("two workloads are called `{}`", workload.program),
              "give each a `name` of its own");
  }
}

}  // namespace

std::vector<Workload> read_workloads(const Node& node, const Context& context) {
  std::vector<Workload> workloads;
  for (const Node* item : read_list(node, "workloads", ListForm::ListOnly, context.diagnostics))
    for (std::size_t i = 0; i < count_of(*item); ++i) {
      Workload workload = WorkloadReader(*item, context, i).read();
      check_names(workload, workloads, item->at, context.diagnostics);
      workloads.push_back(std::move(workload));
    }
  return workloads;
}

std::vector<std::string> needs_of(const Spec& spec, const Context& context) {
  std::vector<std::string> wanted = {"boot"}, needs;
  for (const Workload& workload : spec.workloads)
    if (!workload.program.empty() && !workload.is_brought()) wanted.push_back(workload.program);
  for (const Machine& machine : spec.machines) {
    if (machine.cgroup) wanted.push_back("machine-cgroup");
    if (std::ranges::any_of(machine.disks, &Disk::is_swap)) wanted.push_back("machine-swap");
    if (std::ranges::any_of(machine.dimms, &Dimm::is_virtio_mem))
      wanted.push_back("machine-virtio-mem");
  }
  for (const std::string& name : wanted) {
    std::error_code error;
    const std::filesystem::path path = context.resolve("configs/kernel/needs/" + name + ".config");
    if (std::filesystem::is_regular_file(path, error)) needs.push_back(path.string());
  }
  std::ranges::sort(needs);
  needs.erase(std::ranges::unique(needs).begin(), needs.end());
  return needs;
}

}  // namespace folioscope::spec
