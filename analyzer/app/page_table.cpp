// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page_table.h"

#include <QObject>

#include "pages/answer_page.h"
#include "pages/comparison_page.h"
#include "pages/holders_page.h"
#include "pages/locks_page.h"

namespace folioscope::app {
namespace {

template <class P>
pages::Page* make(QWidget* parent) {
  return new P(parent);
}

}  // namespace

std::vector<PageEntry> page_table() {
  using models::PageId;
  return {
      {PageId::Answer, "answer", QObject::tr("Answer"), QObject::tr("What did each patch change?"),
       make<pages::AnswerPage>},
      {PageId::Compare, "compare", QObject::tr("Compare"),
       QObject::tr("How do the boots of the variants differ?"), make<pages::ComparisonPage>},
      {PageId::Holders, "holders", QObject::tr("Holders"),
       QObject::tr("Who held the pages that could not be migrated?"), make<pages::HoldersPage>},
      {PageId::Locks, "locks", QObject::tr("Page locks"),
       QObject::tr("How long were page locks held and waited for?"), make<pages::LocksPage>},
  };
}

}  // namespace folioscope::app
