// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "kbuild/cache.h"
#include "kbuild/make.h"
#include "kbuild/other_bases.h"
#include "kbuild/request.h"
#include "kbuild/timings.h"
#include "kbuild/warm_tree.h"
#include "sys/files.h"
#include "sys/host.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// Of a cold build, measured: unpacking and configuring take about 5 %, linking and packing
// another 5.
constexpr double kCompileBegins = 0.05;
constexpr double kCompileEnds = 0.95;

class Reporter {
 public:
  Reporter(const Options& options, double expected_seconds)
      : options_(options), expected_(expected_seconds) {}

  void stage(const char* name, double fraction) const {
    if (options_.on_progress) options_.on_progress({name, fraction, left(fraction)});
  }
  // An incremental build has no known number of objects: only time tells.
  double fraction_by_time() const { return std::min(seconds() / expected_, kCompileEnds); }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  // Once a tenth is done, our own pace is the better guess.
  double left(double fraction) const {
    if (fraction > 0.1) return seconds() / fraction - seconds();
    return std::max(expected_ - seconds(), 0.0);
  }

  const Options& options_;
  double expected_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// .config depends on the fragments and on Kconfig files, those of the base and those a patch
// changes; the instrumentation's ask which of its patches there are.
std::string config_id(const Request& request, const std::vector<patches::Diff>& instrumentation,
                      const std::vector<PatchedFile>& files) {
  std::string id = request.origin->identity();
  for (const Fragment& fragment : request.fragments) id += sys::sha256(fragment.text);
  for (const patches::Diff& hooks : instrumentation) id += sys::sha256(hooks.text);
  if (request.unmet == spec::Unmet::Take) id += "take";
  for (const PatchedFile& file : files)
    if (fs::path(file.path).filename().string().starts_with("Kconfig"))
      id += file.path + sys::sha256(file.content.value_or(""));
  return sys::sha256(id);
}

Status prepare(WarmTree& tree, const Request& request, const fs::path& log,
               const Reporter& reporter, const Options& options, Kernel& about) {
  const fs::path& cache = options.cache;
  const std::stop_token stop = options.stop;
  reporter.stage("unpack", 0);
  TRY_STATUS(tree.set_base(*request.origin, stop));
  TRY_STATUS(check_architecture(tree.source()));
  reporter.stage("patch", kCompileBegins / 2);
  const ReadOriginal original = [&](const std::string& path) { return tree.original(path); };
  TRY_STATUS(check_overlay(request.overlay, original));
  const ReadOriginal with_core = with_overlay(request.overlay, original);
  TRY(const FittingHooks hooks, choose_hooks(request, with_core));
  about.hooks = request.hooks;
  about.missing_hooks = hooks.missing;
  auto patched = patches::apply_instrumented(hooks.groups, request.stack, with_core);
  if (!patched.ok())
    return with_other_bases(std::move(patched).fault(), request, original, cache, stop);
  about.notes = patched->notes;
  const std::vector<PatchedFile> files = merge(request.overlay, std::move(patched->files));
  TRY_STATUS(tree.set_patched(files));
  const std::string id = config_id(request, hooks.groups, files);
  const fs::path said = tree.source() / ".folioscope.notes";
  if (tree.state().config != id) {
    reporter.stage("configure", kCompileBegins / 2);
    TRY_STATUS(tree.set_config(""));
    TRY(const std::string lines,
        configure(tree.source(), {request.fragments, request.brought, request.unmet}, log, stop));
    TRY_STATUS(sys::write_file(said, lines));
    TRY_STATUS(tree.set_config(id));
  }
  if (const auto lines = sys::read_file(said); lines.ok())  // of older trees there is none
    for (const std::string_view line : sys::split_lines(*lines))
      about.notes.push_back({{}, std::string(line)});
  return {};
}

Result<Made> compile(WarmTree& tree, const Request& request, const fs::path& log,
                     const Reporter& reporter, const Options& options) {
  const bool cold = !tree.state().built;
  const double total = load_timings(options.cache).cold_objects;
  MakeRequest make;
  make.source = tree.source();
  make.jobs = options.jobs > 0 ? options.jobs : sys::measure_host().cores;
  make.log = log;
  make.patched = !request.stack.empty();
  make.on_object = [&](int objects, bool linking) {
    const double done = std::min(objects / total, 1.0);
    const double by_objects = kCompileBegins + done * (kCompileEnds - kCompileBegins);
    reporter.stage(linking ? "link" : "compile", cold ? by_objects : reporter.fraction_by_time());
  };
  TRY_STATUS(tree.begin_make());
  TRY(const Made made, make_kernel(make, options.stop));
  TRY_STATUS(tree.end_make());
  return made;
}

// What kind of build this is, by the tree it begins with. One that goes on after a kill or an error
// takes any time between the other two and teaches nothing.
enum class Start { Nothing, Middle, Built };
Start start_of(const TreeState& state) {
  if (state.built) return Start::Built;
  return state.making ? Start::Middle : Start::Nothing;
}

void remember(const Options& options, Start start, double seconds, int objects) {
  Timings timings = load_timings(options.cache);
  if (start == Start::Nothing) {
    timings.cold_seconds = seconds;
    timings.cold_objects = objects;
  } else if (start == Start::Built) {
    timings.incremental_seconds = seconds;
  }
  save_timings(options.cache, timings);
}

Result<fs::path> new_log(const fs::path& cache, const std::string& hash) {
  std::error_code error;
  fs::create_directories(cache / "logs", error);
  const fs::path log = cache / "logs" / (hash.substr(0, 16) + ".log");
  TRY_STATUS(sys::write_file(log, ""));
  return log;
}

}  // namespace

Result<Kernel> build(const Recipe& recipe, const Options& options) {
  TRY(const Request request, look_up(recipe, options.cache, Network::Allowed, options.stop));
  if (auto kernel = find_kernel(request, options.cache)) return std::move(*kernel);
  const auto on_busy = [&] {
    if (options.on_progress) options.on_progress({"wait for another build", -1, -1});
  };
  TRY(WarmTree tree, WarmTree::open(request.tree, options.stop, on_busy));
  if (auto kernel = find_kernel(request, options.cache)) return std::move(*kernel);
  TRY(const auto removed, prune_trees(options.cache, kWarmTrees));  // ours is the newest
  for (const std::string& line : removed)
    if (options.on_removed) options.on_removed(line);
  TRY(const fs::path log, new_log(options.cache, request.hash));

  const Start start = start_of(tree.state());
  const Timings timings = load_timings(options.cache);
  const Reporter reporter(
      options, start == Start::Built ? timings.incremental_seconds : timings.cold_seconds);
  Kernel about;  // what is known of it before it is compiled
  TRY_STATUS(prepare(tree, request, log, reporter, options, about));
  TRY(const Made made, compile(tree, request, log, reporter, options));
  reporter.stage("store", kCompileEnds);
  TRY(Kernel kernel,
      store_kernel(options.cache, request.hash, request.ingredients, tree.source(), log, about));
  remember(options, start, reporter.seconds(), made.objects);
  std::error_code ignored;  // a copy is with the kernel
  fs::remove(log, ignored);
  reporter.stage("store", 1);
  return with_steps(std::move(kernel), request);
}

}  // namespace folioscope::kbuild
