// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page_table.h"

#include <QObject>

#include "pages/answer_page.h"
#include "pages/comparison_page.h"
#include "pages/correlate_page.h"
#include "pages/experiment_page.h"
#include "pages/holders_page.h"
#include "pages/locks_page.h"
#include "pages/run_page.h"
#include "pages/timeline_page.h"

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
      {PageId::Correlate, "correlate", QObject::tr("Correlate"),
       QObject::tr("Do hold times or references explain the failures, under each patch?"),
       make<pages::CorrelatePage>},
      {PageId::Holders, "holders", QObject::tr("Holders"),
       QObject::tr("Who held the pages that could not be migrated?"), make<pages::HoldersPage>},
      {PageId::Locks, "locks", QObject::tr("Page locks"),
       QObject::tr("How long were page locks held and waited for?"), make<pages::LocksPage>},
      {PageId::Timeline, "timeline", QObject::tr("Timeline"),
       QObject::tr("What happened in this boot, when?"), make<pages::TimelinePage>},
      {PageId::Run, "run", QObject::tr("Run"), QObject::tr("What became of every boot?"),
       make<pages::RunPage>},
      {PageId::Experiment, "experiment", QObject::tr("Experiment"),
       QObject::tr("What was compared?"), make<pages::ExperimentPage>},
  };
}

}  // namespace folioscope::app
