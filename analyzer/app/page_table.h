// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the window, in the order of its list: adding one is a line here.
#pragma once

#include <QString>
#include <vector>

#include "models/place.h"
#include "pages/page.h"

namespace folioscope::app {

struct PageEntry {
  models::PageId id;
  const char* key;  // on the command line
  QString title;    // in the list
  QString question;
  pages::Page* (*make)(QWidget* parent);
};
std::vector<PageEntry> page_table();

}  // namespace folioscope::app
