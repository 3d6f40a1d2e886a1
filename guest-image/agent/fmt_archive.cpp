// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of fmt as an archive, which Debian does not have and a static program needs; as
// fmt's own src/format.cc does it. Compiled once here instead of into each file as its header-only
// form is.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

template dragonbox::decimal_fp<float> dragonbox::to_decimal(float value) noexcept;
template dragonbox::decimal_fp<double> dragonbox::to_decimal(double value) noexcept;
template thousands_sep_result<char> thousands_sep_impl(locale_ref place);
template char decimal_point_impl(locale_ref place);
template void buffer<char>::append(const char* begin, const char* end);
template void vformat_to(buffer<char>& out, string_view format, format_args args, locale_ref place);

}  // namespace detail
FMT_END_NAMESPACE
