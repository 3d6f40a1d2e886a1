// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel stack in a few words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace folioscope::query {

inline constexpr std::size_t kChainFrames = 3;

// "folio_add_lru < filemap_add_folio < page_cache_ra_unbounded": the innermost frames that tell who
// it was. Tracing's own frames and the bare get or lock at the beginning are left out, and what a
// compiler appends to names (.isra.0). `frames` as in the table stack; empty for no frames.
std::string stack_chain(std::string_view frames, std::size_t most = kChainFrames);

// The whole stack after those first frames, as stack_chain() reads it: 'innermost;...;outermost'.
std::string without_tracing(std::string_view frames);

}  // namespace folioscope::query
