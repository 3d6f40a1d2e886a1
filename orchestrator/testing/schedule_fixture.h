// SPDX-License-Identifier: GPL-3.0-or-later
// A run directory of a small plan, and run_cells() on it with guests that do what a script says.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/temp_dir.h"
#include "run/experiment_rows.h"
#include "run/schedule.h"
#include "run/stored_plan.h"
#include "store/reader.h"
#include "testing/fake_world.h"

namespace folioscope::run {

// Two variants, three boots each, on one machine.
inline plan::Plan six_cells() {
  spec::Spec spec;
  spec.name = "unit";
  spec.variants = {{"stock", {}}, {"patched", {}}};
  spec::Machine machine;
  machine.name = "m";
  machine.nodes = {{mib(512), {0}}};
  spec.machines = {machine};
  spec.workloads = {{"w", {}, 20}};
  spec.boots = 3;
  spec.boot_timeout_ms = 20;
  return plan::make_plan(spec);
}

class ScheduleTest : public testing::Test {
 protected:
  explicit ScheduleTest(plan::Plan plan = six_cells()) : plan_(std::move(plan)) {}

  void SetUp() override {
    std::vector<store::CellRow> cells;
    for (const plan::Cell& cell : plan_.cells) cells.push_back(planned_row(plan_, cell));
    for (std::size_t i = 0; i < plan_.spec.variants.size(); ++i) {
      VariantKernel kernel;
      kernel.variant = i;
      kernel.row.name = plan_.spec.variants[i].name;
      kernel.row.position = static_cast<int>(i);
      kernel.kernel.emplace();
      kernels_.push_back(std::move(kernel));
    }
    auto writer =
        *store::Writer::create(directory_->store(), {.name = "unit"}, {{.name = "m"}},
                               workload_rows(plan_), {kernels_[0].row, kernels_[1].row}, cells);
    committer_.emplace(std::move(writer));
  }

  Status run(std::function<Script(int)> script, const Begun& begun = {}, int guests = 1) {
    world_.emplace(std::move(script));
    const RunContext context{plan_,
                             *directory_,
                             world_->fleet(),
                             world_->server(),
                             fleet::Accel::Tcg,
                             "/initrd",
                             sys::TimeScale(0.001),
                             [] { return sys::HostCounters{}; },
                             now_,
                             cache_};
    return run_cells({{context, guests}}, kernels_, begun, *committer_, options_);
  }

  std::map<CellStatus, int> counts() {
    std::map<CellStatus, int> result;
    const auto reader = *store::Reader::open(directory_->store());
    const std::vector<store::CellRow> cells = *reader->cells();
    for (const store::CellRow& cell : cells) ++result[cell.status];
    return result;
  }

  plan::Plan plan_;
  TempDir temp_ = *TempDir::create("schedule");
  std::optional<Directory> directory_ = *Directory::create(temp_.path() / "run");
  std::vector<VariantKernel> kernels_;
  std::optional<Committer> committer_;
  std::optional<FakeWorld> world_;
  Options options_;
  std::function<std::chrono::steady_clock::time_point()> now_ = std::chrono::steady_clock::now;
  std::filesystem::path cache_;  // where it is remembered how long boots took; empty: nowhere
};

}  // namespace folioscope::run
