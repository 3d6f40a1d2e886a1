// SPDX-License-Identifier: GPL-3.0-or-later
// The holders of pages that could not be migrated as a tree: all failures, then class, stack (its
// innermost frames) and task; for each variant how many failures, in a boot, of a boot's failures,
// and the difference to the baseline.
#pragma once

#include <QAbstractItemModel>
#include <optional>
#include <vector>

#include "compare/holders.h"
#include "query/failures.h"

namespace folioscope::models {

class HolderTree : public QAbstractItemModel {
  Q_OBJECT
 public:
  explicit HolderTree(QObject* parent = nullptr);

  // The same holders with other numbers keep their places in a view.
  void show_holders(const compare::HolderTable& holders);

  // What of the row its failures are; in_cma as in the table.
  query::HolderSelection selection(const QModelIndex& index) const;
  // Of all variants together.
  std::int64_t failures(const QModelIndex& index) const;
  // Of a class or stack, as compare has it; null: all failures, or a task.
  const compare::HolderRow* holder(const QModelIndex& index) const;
  // The row of a selection, or of the last of its parents that is there; invalid: not even a class.
  QModelIndex find(const query::HolderSelection& selection) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  enum class What { Name, Failures, PerBoot, Share, Difference };
  struct Column {
    What what = What::Name;
    std::size_t variant = 0;
  };
  struct Count {
    std::size_t boots = 0;
    std::int64_t failures = 0;
    double per_boot = 0;
    std::optional<double> share;  // of 1; none: no boot failed, or it is a task's
  };
  struct Node {
    query::HolderSelection selection;
    std::string name;
    std::vector<Count> counts;                        // by variant
    std::vector<compare::VariantResult> differences;  // by variant; empty: not compared
    std::optional<compare::HolderRow> holder;
    int parent = -1, row = 0;
    std::vector<int> children;

    bool is_task() const { return selection.comm.has_value(); }
  };
  struct Content {
    std::vector<std::string> variants;
    std::vector<Column> columns;
    std::vector<Node> nodes;  // nodes[0] is above the rows that a view has
  };

  static Content content_of(const compare::HolderTable& holders);
  static int add(Content& content, int parent, Node node);
  static void add_holder(Content& content, int parent, const compare::HolderRow& row);
  static void add_tasks(Content& content, int place);
  static bool same_rows(const Content& one, const Content& other);

  const Node& node(const QModelIndex& index) const;
  QString text(const Node& node, const Column& column) const;
  QVariant key(const Node& node, const Column& column) const;
  QString tip(const Node& node, const Column& column) const;

  Content content_;
};

}  // namespace folioscope::models
