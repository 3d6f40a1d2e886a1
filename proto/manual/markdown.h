// SPDX-License-Identifier: GPL-3.0-or-later
// Documents of ours as the text of a manual page. Headings of the second level become sections; the
// title, comments and pictures are left out, and of links into the tree the text stays.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::manual {

std::string roff_of_markdown(std::string_view markdown);

}  // namespace folioscope::manual
