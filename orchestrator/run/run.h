// SPDX-License-Identifier: GPL-3.0-or-later
// Plan -> a run directory with a finished store: builds the kernels and the image, boots the cells
// in the plan's order, commits each whole. Promises: a cell is in the store whole or not at all;
// killing the process at any moment loses at most the cells in flight; resume() runs what is
// missing.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/cell_status.h"
#include "base/result.h"
#include "plan/blocks.h"
#include "plan/plan.h"
#include "run/settler.h"

namespace folioscope::fleet {
class Fleet;
}

namespace folioscope::run {

struct Progress {
  std::string text;          // what goes on now
  bool milestone = false;    // worth a line of its own in a log
  double seconds_left = -1;  // of the whole run; negative while unknown
  bool at_most = false;      // it may end before seconds_left
};

// Acceleration wanted for the guests. Auto trusts KVM only after a guest has booted with it.
enum class AccelChoice { Auto, Kvm, Tcg };

struct Options {
  std::filesystem::path directory;  // the run directory
  std::string uri;                  // libvirt; empty: in-process driver
  // Libvirt URIs of the hosts to boot on instead, each to be reached by libvirt alone
  // (fleet/remote_fleet.h); empty: here.
  std::vector<std::string> hosts = {};
  AccelChoice accel = AccelChoice::Auto;
  int build_jobs = 0;  // make -j; 0: cores of the host
  int guests = 0;      // at once, on each host; 0: as host and experiment allow
  // Of start(): those to run, the others stay planned and are of other parts. Empty: all. A run
  // that is resumed keeps to its own.
  plan::Blocks blocks = {};
  std::function<void(const Progress&)> on_progress;  // one call at a time, from any thread
  std::stop_token stop;
  // Asked between blocks where the experiment has fewest_boots; outlives the run. Null: all boots
  // are needed.
  Settler* settler = nullptr;
};

// A milestone, where somebody listens.
void say(const Options& options, std::string text);

// Guests that killed runs of this directory, and killed shells, left; a milestone for each.
Status remove_orphans(fleet::Fleet& fleet, const Options& options);

struct Summary {
  std::filesystem::path directory;
  std::map<CellStatus, int> cells;  // of this part
  int of_other_parts = 0;           // cells that are left to other runs
  bool complete = false;            // every cell of this part has a status

  int failed() const;  // boots that should have become samples and did not
};

// Starts a run in a directory that does not hold one. Faults: User (directory in use or already a
// run, a machine larger than the host), Patch/User/Host when not a single kernel could be built,
// Host (disk full, interrupted; the remedy is the resume command).
Result<Summary> start(const plan::Plan& plan, const Options& options);

// Goes on with the run of a directory: to the boots that the killed run would have come to, for the
// same settler. Cells that ended with Host are tried again; everything else
// that has a status stays as it is. Faults as start(), and User when kernels or patches changed.
Result<Summary> resume(const Options& options);

}  // namespace folioscope::run
