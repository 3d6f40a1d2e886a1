// SPDX-License-Identifier: GPL-3.0-or-later
// Recipe -> Kernel, content-addressed. A kernel that was built before is found, not built; one
// source+config pair keeps one warm tree, so a variant recompiles only what its patches touch.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/functions.h"
#include "patches/note.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

struct Recipe {
  spec::Base base;
  std::vector<std::string> fragments;  // paths, in order; what none asks for is off
  std::vector<spec::PatchStep> steps;
  // Below the steps, the same under every variant: files laid into the tree (overlay.h; empty: no
  // files), and the patches that call them.
  std::filesystem::path overlay;
  std::vector<spec::PatchStep> instrumentation;
  spec::Unmet unmet = spec::Unmet::Refuse;
  std::vector<std::string> needs = {};  // fragments' paths: what will run on it cannot do without
  // Instead of `instrumentation`: the directory of all series (hooks.h). The base's version chooses
  // one, and the groups of it that do not apply are left out.
  std::filesystem::path hooks = {};
  // Where else the steps are tried when they do not apply (other_bases.h), for the refusal.
  std::vector<spec::NamedBase> others = {};
};

// What a step that names commits undid, as a patch: no file has it.
struct Undone {
  int step = 0;  // of the recipe's
  std::string patch;
};

struct Kernel {
  std::string hash;             // content address of everything that went in
  std::filesystem::path image;  // vmlinux, stripped
  std::filesystem::path config;
  std::filesystem::path system_map;
  std::filesystem::path functions;  // functions.h; kernels of older folioscopes have none
  std::string release;              // as `make kernelrelease` says
  std::string code_hash;            // over the code of vmlinux; equal = "the patch changes no code"
  std::string build_id;  // of the linker, in hexadecimal; a guest finds it in /sys/kernel/notes
  bool reused = false;   // found in the cache
  // How its patches were taken, where that is worth saying: offsets, fuzz, parts left out; what
  // became of the options that they bring, and of those that did not stick.
  std::vector<patches::Note> notes;
  std::vector<Undone> undone = {};         // by step, ascending
  std::string hooks;                       // the series that was chosen; empty: none was
  std::vector<std::string> missing_hooks;  // groups of it that do not apply
};

struct Progress {
  // "wait for another build", "unpack", "patch", "configure", "compile", "link", "store"
  std::string stage;
  double fraction = -1;  // 0..1 of the whole build, negative while unknown
  double seconds_left = -1;
};

struct Options {
  std::filesystem::path cache;  // sys::cache_dir()
  int jobs = 0;                 // 0: the host's cores
  std::function<void(const Progress&)> on_progress;
  std::stop_token stop;
  std::function<void(const std::string& line)> on_removed{};  // a warm tree made room
};

// Blocks until the kernel is there, and while somebody else builds in the same tree. Faults: User
// (base not found; remedy names the package; an option does not stick), Patch (does not apply: file
// and hunk; does not compile: the lines that matter), Host (disk full, tool missing, interrupted).
Result<Kernel> build(const Recipe& recipe, const Options& options);

// Which functions of the second kernel are not as in the first; nothing where that is not known.
std::optional<FunctionChanges> compare_code(const Kernel& before, const Kernel& after);

// What build() would do, without touching anything.
struct Prediction {
  enum class Kind { Reused, Incremental, Cold };
  Kind kind = Kind::Cold;
  double seconds = 0;  // a guess from earlier builds on this host, else from a default
};
Result<Prediction> predict(const Recipe& recipe, const std::filesystem::path& cache);
// For recipes built one after the other: the first of a base and config may be cold, the next is
// not.
Result<std::vector<Prediction>> predict_all(const std::vector<Recipe>& recipes,
                                            const std::filesystem::path& cache);

}  // namespace folioscope::kbuild
