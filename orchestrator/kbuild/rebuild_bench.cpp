// SPDX-License-Identifier: GPL-3.0-or-later
// What the builder costs beside `make bzImage`: the same change to mm/filemap.c, made by a patch
// and build(), and made by hand in the same warm tree. Leaves a bzImage and the vmlinux in it
// there, for bench_boot.sh. Needs linux-source-6.1; the first run also pays for a cold build.
// Prints the medians and their ratio, also in CPU time, which other work on the host does not blur;
// exits 1 when the time is above the promised 1.5.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>

#include "base/temp_dir.h"
#include "kbuild/builder.h"
#include "kbuild/make.h"
#include "kbuild/request.h"
#include "kbuild/warm_tree.h"
#include "sys/files.h"
#include "sys/host.h"
#include "testing/places.h"

namespace folioscope::kbuild {
namespace {

constexpr int kRounds = 3;
constexpr double kPromisedRatio = 1.5;
constexpr const char* kFile = "mm/filemap.c";

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;  // user and system, of this process and all that it waited for
};

double cpu_seconds() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime})
      seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  }
  return seconds;
}

class Stopwatch {
 public:
  Cost read() const {
    const auto passed = std::chrono::steady_clock::now() - begin_;
    return {std::chrono::duration<double>(passed).count(), cpu_seconds() - cpu_};
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double cpu_ = cpu_seconds();
};

using Costs = std::array<Cost, kRounds>;

double median(const Costs& costs, double Cost::*field) {
  std::array<double, kRounds> values{};
  std::ranges::transform(costs, values.begin(), [&](const Cost& cost) { return cost.*field; });
  std::ranges::sort(values);
  return values[kRounds / 2];
}

// Never built before: the time is part of it.
std::string fresh_line() { return fmt::format("int rebuild_bench_{};", sys::now().ns); }

Recipe stock_recipe() {
  const std::filesystem::path configs = std::filesystem::path(source_dir()) / "configs/kernel";
  Recipe recipe;
  recipe.base = {spec::Base::Kind::Debian, "linux-source-6.1", ""};
  for (const char* name : {"base.config", "tracing.config", "mm-debug.config"})
    recipe.fragments.push_back(configs / name);
  return recipe;
}

Result<Cost> time_builder(const Options& options, const std::filesystem::path& scratch, int lines) {
  const std::string patch = fmt::format("--- a/{0}\n+++ b/{0}\n@@ -{1},0 +{2} @@\n+{3}\n", kFile,
                                        lines, lines + 1, fresh_line());
  TRY_STATUS(sys::write_file(scratch / "bench.patch", patch));
  Recipe recipe = stock_recipe();
  recipe.steps = {{spec::PatchStep::Kind::Patch, scratch / "bench.patch"}};
  const Stopwatch stopwatch;
  TRY(const Kernel kernel, build(recipe, options));
  const Cost cost = stopwatch.read();
  std::filesystem::remove_all(kernel.image.parent_path());
  return cost;
}

// The builder touched the file before, so it restores the file the next time.
Result<Cost> time_make(const Options& options, const std::filesystem::path& tree_directory,
                       const std::string& change) {
  TRY(WarmTree tree, WarmTree::open(tree_directory, {}, [] {}));
  TRY_STATUS(tree.begin_make());
  std::ofstream(tree.source() / kFile, std::ios::app) << change << '\n';
  const Stopwatch stopwatch;
  TRY(const sys::Exit exit,
      sys::run(make_command(tree.source(), {fmt::format("-j{}", options.jobs), "bzImage"})));
  const Cost cost = stopwatch.read();
  if (!exit.ok()) return host_fault("make failed: " + error_lines(exit.err));
  TRY_STATUS(tree.end_make());
  return cost;
}

// Prints the two lines and returns the ratio in time.
double report(const Costs& built, const Costs& made) {
  double ratio = 0;
  for (const auto& [name, field] :
       {std::pair{"CPU time", &Cost::cpu_seconds}, std::pair{"time", &Cost::seconds}}) {
    const double make = median(made, field);
    const double builder = median(built, field);
    ratio = builder / make;
    fmt::print("rebuild of {}, {}: make {:.1f} s, builder {:.1f} s, ratio {:.2f}\n", kFile, name,
               make, builder, ratio);
  }
  return ratio;
}

Result<double> measure() {
  Options options;
  TRY(options.cache, sys::cache_dir());
  options.jobs = sys::measure_host().cores;
  TRY(const TempDir scratch, TempDir::create("rebuild-bench"));
  TRY(const Request request, look_up(stock_recipe(), options.cache, Network::Forbidden, {}));
  TRY(const Kernel stock, build(stock_recipe(), options));
  int lines = 0;
  {
    TRY(WarmTree tree, WarmTree::open(request.tree, {}, [] {}));
    TRY(const auto file, tree.original(kFile));
    if (!file) return host_fault("the tree was removed", "remove the kernel from the cache too");
    lines = static_cast<int>(std::ranges::count(*file, '\n'));
  }
  TRY(const Cost warm_up, time_builder(options, scratch.path(), lines));
  fmt::print("warm-up {:.1f} s\n", warm_up.seconds);
  Costs built{};
  Costs made{};
  for (std::size_t i = 0; i < kRounds; ++i) {
    TRY(made[i], time_make(options, request.tree, fresh_line()));
    TRY(built[i], time_builder(options, scratch.path(), lines));
    fmt::print("make {:.1f} s, builder {:.1f} s\n", made[i].seconds, built[i].seconds);
  }
  TRY(const Cost last, time_make(options, request.tree, {}));
  static_cast<void>(last);
  return report(built, made);
}

}  // namespace
}  // namespace folioscope::kbuild

int main() {
  const auto ratio = folioscope::kbuild::measure();
  if (ratio.ok()) return *ratio <= folioscope::kbuild::kPromisedRatio ? 0 : 1;
  fmt::print(stderr, "{}\n{}\n", ratio.fault().what, ratio.fault().remedy);
  return 4;
}
