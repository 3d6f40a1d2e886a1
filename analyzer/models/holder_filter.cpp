// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/holder_filter.h"

#include <algorithm>

#include "models/row_model.h"

namespace folioscope::models {

HolderFilter::HolderFilter(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(kSortRole);
  setRecursiveFilteringEnabled(true);
}

void HolderFilter::set_words(const QString& words) {
  words_ = words.split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

bool HolderFilter::filterAcceptsRow(int source_row, const QModelIndex& source_parent) const {
  QString path;
  for (QModelIndex at = sourceModel()->index(source_row, 0, source_parent); at.isValid();
       at = at.parent())
    path += at.data(kWholeTextRole).toString() + '\n';
  return std::ranges::all_of(
      words_, [&](const QString& word) { return path.contains(word, Qt::CaseInsensitive); });
}

}  // namespace folioscope::models
