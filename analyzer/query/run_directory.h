// SPDX-License-Identifier: GPL-3.0-or-later
// What the directory of a run says beside its store: whether somebody runs it, which cells are
// being booted at this moment, and the consoles of its guests (orchestrator/run/directory.h has the
// files). Reads only; what a guest wrote is bounded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace folioscope::query {

// A cell without a result that is being booted, or whose program runs.
struct CellInFlight {
  CellId cell;
  bool working = false;  // its guest sends events; else it boots
  HostTime since;        // when its console was begun

  bool operator==(const CellInFlight&) const = default;
};

struct DirectoryState {
  bool held = false;                    // a process runs or resumes it now
  std::vector<CellInFlight> in_flight;  // by cell; only while it is held

  bool operator==(const DirectoryState&) const = default;
};

// `store` is the run's file, or where it was. Consoles that an earlier process left are told from
// those of now by their age.
DirectoryState look_at_directory(const std::filesystem::path& store);

inline constexpr std::uintmax_t kConsoleTail = 256 << 10;  // bytes

struct ConsoleTail {
  std::string text;             // the end of it, from the begin of a line on
  std::uintmax_t size = 0;      // bytes of the file
  std::uintmax_t left_out = 0;  // bytes before `text`
};
// `console` as in a cell's row. Faults (User): it is not there, or is no file of this directory.
Result<ConsoleTail> read_console(const std::filesystem::path& store, const std::string& console,
                                 std::uintmax_t most = kConsoleTail);
// Of a cell that has no row yet.
std::string console_of(CellId cell);

}  // namespace folioscope::query
