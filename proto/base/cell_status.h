// SPDX-License-Identifier: GPL-3.0-or-later
// What became of a cell. Only Done cells are samples; every other status is listed, never mixed in.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace folioscope {

enum class CellStatus {
  Planned,        // not run yet
  Done,           // the workload ended with 0 and every stream was closed in order
  BuildError,     // its kernel could not be built (a patch that does not apply or compile)
  BootError,      // the guest never said hello, although it had the CPU time
  GuestOops,      // oops, BUG, panic or a sanitizer report on the console
  Hang,           // no end, or no answer, although the guest had the CPU time
  GuestError,     // the guest broke the protocol or its ring, or ended its stream by itself
  JobError,       // the agent could not do the job: no such event, filter refused, no such program
  WorkloadError,  // the workload ended with something else than 0
  HostError,      // QEMU, libvirt or the disk of the host failed, or the guest got no CPU
  NotNeeded,      // never booted: enough was known without it, or the budget was spent
};

inline constexpr std::pair<CellStatus, std::string_view> kCellStatusNames[] = {
    {CellStatus::Planned, "planned"},
    {CellStatus::Done, "done"},
    {CellStatus::BuildError, "build-error"},
    {CellStatus::BootError, "boot-error"},
    {CellStatus::GuestOops, "guest-oops"},
    {CellStatus::Hang, "hang"},
    {CellStatus::GuestError, "guest-error"},
    {CellStatus::JobError, "job-error"},
    {CellStatus::WorkloadError, "workload-error"},
    {CellStatus::HostError, "host-error"},
    {CellStatus::NotNeeded, "not-needed"},
};

// Whether the run came to it: not yet to a planned one, never to one that is not needed.
constexpr bool was_tried(CellStatus status) {
  return status != CellStatus::Planned && status != CellStatus::NotNeeded;
}
// A boot that should have become a sample and did not.
constexpr bool is_failure(CellStatus status) {
  return was_tried(status) && status != CellStatus::Done;
}

constexpr std::string_view to_string(CellStatus status) {
  for (auto [value, name] : kCellStatusNames)
    if (value == status) return name;
  return "?";
}
// Also knows the name that runs before schema 5 have for a failure of the host.
constexpr std::optional<CellStatus> parse_cell_status(std::string_view text) {
  if (text == "infra") return CellStatus::HostError;
  for (auto [value, name] : kCellStatusNames)
    if (name == text) return value;
  return std::nullopt;
}

}  // namespace folioscope
