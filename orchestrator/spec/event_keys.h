// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of an entry of `events`.
#pragma once

#include "spec/form.h"

namespace folioscope::spec {

// A function as kallsyms has it (with .isra.0 and the like); of a kprobe, with an offset.
inline constexpr const char* kSymbol = "^[A-Za-z_.][A-Za-z0-9_.]*$";
inline constexpr const char* kSymbolAndOffset = "^[A-Za-z_.][A-Za-z0-9_.]*([+][A-Za-z0-9_]+)?$";
inline constexpr const char* kCma = "cma";  // the window that has a name

const Keys& event_keys();        // of one tracepoint, or of one probe
const Keys& group_probe_keys();  // a probe of a file of configs/events
const Keys& choice_keys();       // which events of a group are wanted
const Keys& window_keys();

}  // namespace folioscope::spec
