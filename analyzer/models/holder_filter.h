// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of some rows of the holders by words.
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace folioscope::models {

// Lets through rows whose class, stack and task together have every word, and all rows above them.
class HolderFilter : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit HolderFilter(QObject* parent = nullptr);
  void set_words(const QString& words);

 protected:
  bool filterAcceptsRow(int source_row, const QModelIndex& source_parent) const override;

 private:
  QStringList words_;
};

}  // namespace folioscope::models
