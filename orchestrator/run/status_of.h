// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where a fault becomes the status of a cell.
#pragma once

#include "base/cell_status.h"
#include "base/result.h"

namespace folioscope::run {

// What was done with the cell when the fault came up.
enum class Stage {
  Build,    // of the variant's kernel
  Boot,     // from the start of QEMU to the agent's hello
  Session,  // what the agent says, and what is made of it afterwards
};

// A fault of the guest is never the host's, and is not tried again; whatever is nobody's in
// particular (a bug of ours among them) is the host's.
constexpr CellStatus status_of(const Fault& fault, Stage stage) {
  switch (fault.domain) {
    case FaultDomain::User:
    case FaultDomain::Patch:
      return stage == Stage::Build ? CellStatus::BuildError : CellStatus::HostError;
    case FaultDomain::Guest:
      return stage == Stage::Boot ? CellStatus::BootError : CellStatus::GuestError;
    case FaultDomain::Host:
    case FaultDomain::Bug:
      return CellStatus::HostError;
  }
  return CellStatus::HostError;
}

// Whether the same boot may end otherwise when it is tried again.
constexpr bool is_worth_a_retry(CellStatus status) { return status == CellStatus::HostError; }

}  // namespace folioscope::run
