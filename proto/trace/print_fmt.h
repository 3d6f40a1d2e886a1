// SPDX-License-Identifier: GPL-3.0-or-later
// The line "print fmt:" of a format file: how the kernel itself writes an event, as C for humans
// ("function %ps", REC->function). What is taken from it is which fields are addresses; nothing is
// written by it. Pure; the text is a guest's.
#pragma once

#include <string_view>
#include <vector>

namespace folioscope::trace {

// The fields that are printed as pointers (%p, %pS, ...), or, by a dynamic probe, in hexadecimal.
// `text` begins behind "print fmt:". Fields that are printed through a function or an expression
// are passed over.
std::vector<std::string_view> address_fields(std::string_view text, bool of_probe);

}  // namespace folioscope::trace
