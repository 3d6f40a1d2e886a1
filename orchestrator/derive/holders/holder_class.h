// SPDX-License-Identifier: GPL-3.0-or-later
// What a stack says about who takes a page lock or a page reference. The innermost function that a
// table knows decides; names are those of 6.1 and, where it differs, of 6.12.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "catalog/classes.h"

namespace folioscope::derive {

using catalog::HolderClass;
using catalog::LockClass;
inline constexpr std::size_t kHolderClasses = catalog::kHolderClasses.size();
inline constexpr std::size_t kLockClasses = catalog::kLockClasses.size();

// `frames`: function names, innermost first.
LockClass lock_class_of(std::span<const std::string_view> frames);
// The same table for the stack of a get and of a put: the two ends of one kind of holding.
HolderClass holder_class_of(std::span<const std::string_view> frames);

// Whether a put of the one class can be the end of a get of the other. Pages leave a pipe by the
// same function, wherever they came from.
bool may_end(HolderClass put, HolderClass get);

// Whether the end of such a holding often runs in another task than its beginning: a drain, a block
// completion, a reader of a pipe.
bool ends_anywhere(HolderClass holder_class);

}  // namespace folioscope::derive
