// SPDX-License-Identifier: GPL-3.0-or-later
// What the process of a holder does. Internal to Holder.
#pragma once

#include "base/result.h"
#include "workloads/kit/channel.h"
#include "workloads/pin/holder.h"
#include "workloads/pin/pages.h"

namespace folioscope::workloads {

enum class Order : char { Begin, End };

// Until the leader hangs up. Answers Begin with a byte when it holds, except that a wait for the
// disk speaks for itself, and ends with its spans: after End, or when the disk has answered.
// Writeback does both: its byte says that it is about to wait.
Status live(const Channel& leader, const Pages& pages, const HolderPlan& plan);

}  // namespace folioscope::workloads
