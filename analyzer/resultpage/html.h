// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a run as one file for a browser: the Markdown of page.h, its charts inside. Light and
// dark follow the reader's system; tables are sorted by a click on a column's title, where scripts
// may run. Nothing is loaded from elsewhere.
#pragma once

#include "resultpage/page.h"

namespace folioscope::resultpage {

// NAME.html, NAME as that of the page.
PageFile html_page(const Page& page);

}  // namespace folioscope::resultpage
