// SPDX-License-Identifier: GPL-3.0-or-later
// The table of a page as text, in the order in which it is shown: for a spreadsheet, a page, a
// mail.
#pragma once

#include <QAbstractItemModel>
#include <string>

namespace folioscope::app {

enum class TableFormat { Tsv, Markdown, Changelog };
// With the titles of its columns; columns without a title and without text are left out. Empty for
// a table without rows. Nothing of what a guest wrote becomes markup or another row.
std::string table_text(const QAbstractItemModel& table, TableFormat format);

}  // namespace folioscope::app
