// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/holder_tree.h"

#include <QFont>
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "format/units.h"
#include "format/wording.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/row_model.h"

namespace folioscope::models {
namespace {

const compare::Scale kFailureScale{1, "", 1}, kPercentScale{100, "%", 1};

// Where there is no number, none is shown.
QString none() { return QStringLiteral("–"); }

}  // namespace

HolderTree::HolderTree(QObject* parent) : QAbstractItemModel(parent) {
  content_.nodes.resize(1);
  content_.columns.resize(1);
}

int HolderTree::add(Content& content, int parent, Node node) {
  const int at = static_cast<int>(content.nodes.size());
  Node& above = content.nodes[static_cast<std::size_t>(parent)];
  node.parent = parent;
  node.row = static_cast<int>(above.children.size());
  above.children.push_back(at);
  content.nodes.push_back(std::move(node));
  return at;
}

void HolderTree::add_holder(Content& content, int parent, const compare::HolderRow& row) {
  Node node;
  node.selection = content.nodes[static_cast<std::size_t>(parent)].selection;
  node.selection.holder_class = row.holder_class;
  if (!row.place.empty()) node.selection.chain = row.chain;
  node.name = row.place.empty() ? row.holder_class : row.place;
  for (std::size_t i = 0; i < row.variants.size(); ++i) {
    const compare::HolderVariant& variant = row.variants[i];
    const stats::Summary& share = row.share.variants[i].summary;
    node.counts.push_back({variant.boots, variant.failures, variant.failures_per_boot,
                           share.count > 0 ? std::optional(share.mean) : std::nullopt});
  }
  node.differences = row.failures.variants;
  node.holder = row;
  const int at = add(content, parent, std::move(node));
  if (!row.place.empty()) add_tasks(content, at);
}

void HolderTree::add_tasks(Content& content, int place) {
  const Node above = content.nodes[static_cast<std::size_t>(place)];
  std::map<std::string, std::vector<Count>> tasks;
  const auto& variants = above.holder->variants;
  for (std::size_t i = 0; i < variants.size(); ++i)
    for (const compare::TaskCount& task : variants[i].tasks) {
      std::vector<Count>& counts = tasks[task.comm];
      if (counts.empty())
        for (const compare::HolderVariant& variant : variants)
          counts.push_back({.boots = variant.boots, .share = {}});
      counts[i].failures = task.failures;
      counts[i].per_boot = static_cast<double>(task.failures) /
                           static_cast<double>(std::max<std::size_t>(counts[i].boots, 1));
    }
  std::vector<Node> nodes;
  for (auto& [comm, counts] : tasks) {
    Node node;
    node.selection = above.selection;
    node.selection.comm = node.name = comm;
    node.counts = std::move(counts);
    nodes.push_back(std::move(node));
  }
  const auto most = [](const Node& node) {
    std::int64_t sum = 0;
    for (const Count& count : node.counts) sum += count.failures;
    return sum;
  };
  std::ranges::stable_sort(nodes, std::greater(), most);
  for (Node& node : nodes) add(content, place, std::move(node));
}

HolderTree::Content HolderTree::content_of(const compare::HolderTable& holders) {
  Content content;
  content.nodes.resize(1);
  content.columns.push_back({});
  if (holders.empty()) return content;
  content.nodes[0].selection.in_cma = holders.in_cma;
  Node all;
  all.selection = content.nodes[0].selection;
  all.name = "all failures";
  for (std::size_t i = 0; i < holders.failures.variants.size(); ++i) {
    const compare::VariantResult& result = holders.failures.variants[i];
    content.variants.push_back(result.variant);
    const double sum = result.summary.mean * static_cast<double>(result.summary.count);
    all.counts.push_back(
        {result.summary.count, std::llround(sum), result.summary.mean, std::nullopt});
    if (!result.asked) continue;
    for (const What what : {What::PerBoot, What::Share}) content.columns.push_back({what, i});
    if (i > 0) content.columns.push_back({What::Difference, i});
  }
  // Behind what decides.
  for (std::size_t i = 0; i < holders.failures.variants.size(); ++i)
    if (holders.failures.variants[i].asked) content.columns.push_back({What::Failures, i});
  all.differences = holders.failures.variants;
  add(content, 0, std::move(all));
  for (const compare::HolderRow& row : holders.classes) {
    add_holder(content, 0, row);
    const int parent = static_cast<int>(content.nodes.size()) - 1;
    for (const compare::HolderRow& place : holders.places)
      if (place.holder_class == row.holder_class) add_holder(content, parent, place);
  }
  return content;
}

bool HolderTree::same_rows(const Content& one, const Content& other) {
  return one.variants == other.variants && one.columns.size() == other.columns.size() &&
         std::ranges::equal(one.nodes, other.nodes, [](const Node& left, const Node& right) {
           return left.parent == right.parent && left.name == right.name &&
                  left.selection == right.selection;
         });
}

void HolderTree::show_holders(const compare::HolderTable& holders) {
  Content content = content_of(holders);
  if (same_rows(content, content_)) {
    content_ = std::move(content);
    const auto changed = [this](const auto& self, const QModelIndex& parent) -> void {
      if (rowCount(parent) == 0) return;
      Q_EMIT dataChanged(index(0, 0, parent),
                         index(rowCount(parent) - 1, columnCount() - 1, parent));
      for (int row = 0; row < rowCount(parent); ++row) self(self, index(row, 0, parent));
    };
    changed(changed, {});
    return;
  }
  beginResetModel();
  content_ = std::move(content);
  endResetModel();
}

const HolderTree::Node& HolderTree::node(const QModelIndex& index) const {
  return content_.nodes.at(index.isValid() ? static_cast<std::size_t>(index.internalId()) : 0);
}

query::HolderSelection HolderTree::selection(const QModelIndex& index) const {
  return node(index).selection;
}

std::int64_t HolderTree::failures(const QModelIndex& index) const {
  std::int64_t sum = 0;
  for (const Count& count : node(index).counts) sum += count.failures;
  return sum;
}

const compare::HolderRow* HolderTree::holder(const QModelIndex& index) const {
  const Node& one = node(index);
  return one.holder ? &*one.holder : nullptr;
}

QModelIndex HolderTree::find(const query::HolderSelection& selection) const {
  QModelIndex found;
  const auto step = [&](auto&& fits) {
    for (int row = 0; row < rowCount(found); ++row)
      if (const QModelIndex child = index(row, 0, found); fits(node(child).selection)) {
        found = child;
        return true;
      }
    return false;
  };
  using Selection = query::HolderSelection;
  if (step([&](const Selection& one) { return one.holder_class == selection.holder_class; }) &&
      selection.chain && step([&](const Selection& one) { return one.chain == selection.chain; }) &&
      selection.comm)
    step([&](const Selection& one) { return one.comm == selection.comm; });
  return found;
}

int HolderTree::rowCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : static_cast<int>(node(parent).children.size());
}

int HolderTree::columnCount(const QModelIndex& /*parent*/) const {
  return static_cast<int>(content_.columns.size());
}

QModelIndex HolderTree::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || row >= rowCount(parent) || column < 0 || column >= columnCount()) return {};
  return createIndex(row, column,
                     static_cast<quintptr>(node(parent).children[static_cast<std::size_t>(row)]));
}

QModelIndex HolderTree::parent(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const int above = node(index).parent;
  if (above <= 0) return {};
  return createIndex(content_.nodes[static_cast<std::size_t>(above)].row, 0,
                     static_cast<quintptr>(above));
}

QVariant HolderTree::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const Column column = content_.columns[static_cast<std::size_t>(section)];
  const bool name = column.what == What::Name;
  if (role == Qt::TextAlignmentRole)
    return QVariant((name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  const char* title = "Held by";
  const char* hint = "class, stack of the get (innermost frame first), task";
  switch (column.what) {
    case What::Name:
      break;
    case What::Failures:
      title = "failures", hint = "in all boots of the variant";
      break;
    case What::PerBoot:
      title = "per boot", hint = "mean over the boots that looked for failures";
      break;
    case What::Share:
      title = "share";
      hint = "of a boot's failures, mean over boots; one with several holders counts for each";
      break;
    case What::Difference:
      title = "difference";
      hint =
          "of the failures in a boot to the first variant, inside blocks of boots that ran "
          "interleaved, with its 95 % interval; bold: the boots show it";
      break;
  }
  if (role == Qt::ToolTipRole) return QString::fromUtf8(hint);
  if (role != Qt::DisplayRole) return {};
  return name ? QString::fromUtf8(title)
              : shown(content_.variants[column.variant]) + '\n' + QString::fromUtf8(title);
}

QString HolderTree::text(const Node& node, const Column& column) const {
  if (column.what == What::Name) return models::text(node.name);
  const Count& count = node.counts[column.variant];
  if (count.boots == 0) return none();
  switch (column.what) {
    case What::Name:
      break;
    case What::Failures:
      return models::text(format::count(count.failures));
    case What::PerBoot:
      return models::text(format::number(kFailureScale, count.per_boot));
    case What::Share:
      if (!count.share) return node.is_task() || !node.holder ? QString() : none();
      return models::text(format::with_symbol(kPercentScale, *count.share));
    case What::Difference: {
      if (node.differences.empty()) return {};
      const compare::VariantResult& result = node.differences[column.variant];
      return models::text(format::difference_text(result, kFailureScale) + ' ' +
                          format::difference_interval_text(result, kFailureScale))
          .trimmed();
    }
  }
  return {};
}

QVariant HolderTree::key(const Node& node, const Column& column) const {
  if (column.what == What::Name) return models::text(node.name);
  const Count& count = node.counts[column.variant];
  switch (column.what) {
    case What::Name:
    case What::Failures:
      return qlonglong{count.failures};
    case What::PerBoot:
      return count.per_boot;
    case What::Share:
      return count.share.value_or(-1);
    case What::Difference:
      break;
  }
  return node.differences.empty() ? 0.0 : node.differences[column.variant].difference.mean;
}

QString HolderTree::tip(const Node& node, const Column& column) const {
  if (column.what == What::Difference && !node.differences.empty())
    return models::text(format::explain(node.differences[column.variant], kFailureScale));
  if (column.what != What::Name) return {};
  if (node.is_task() || !node.holder) return models::text(node.name);
  const std::string_view meaning = compare::describe_class(node.selection.holder_class);
  return (models::text(node.name) + '\n' + models::text(meaning)).trimmed();
}

QVariant HolderTree::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Node& one = node(index);
  const Column& column = content_.columns[static_cast<std::size_t>(index.column())];
  const bool name = column.what == What::Name;
  switch (role) {
    case Qt::DisplayRole:
      return shown(text(one, column), kCellLength);
    case kWholeTextRole:
      return text(one, column);
    case kSortRole:
      return key(one, column);
    case Qt::ToolTipRole:
      return tool_tip(tip(one, column));
    case Qt::TextAlignmentRole:
      return QVariant((name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::DecorationRole:
      return name && one.holder && one.holder->place.empty()
                 ? QVariant(class_color(one.selection.holder_class))
                 : QVariant();
    case Qt::FontRole: {
      if (column.what != What::Difference || one.differences.empty() ||
          !compare::is_change(one.differences[column.variant].outcome))
        return {};
      QFont bold;
      bold.setBold(true);
      return bold;
    }
    default:
      return {};
  }
}

}  // namespace folioscope::models
