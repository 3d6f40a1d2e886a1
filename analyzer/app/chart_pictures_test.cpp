// SPDX-License-Identifier: GPL-3.0-or-later
// What each chart looks like: drawn from a made run, as its page shows it, in light and dark, on a
// display of 96 dots and one of twice as many, and compared with what it looked like.
#include <gtest/gtest.h>

#include <QPainter>
#include <QTest>
#include <functional>
#include <memory>

#include "app/theme.h"
#include "compare/growth.h"
#include "pages/answer_page.h"
#include "pages/comparison_page.h"
#include "pages/correlate_page.h"
#include "pages/holders_page.h"
#include "pages/locks_page.h"
#include "pages/run_page.h"
#include "pages/timeline_page.h"
#include "testing/loaded_run.h"
#include "testing/made_operations.h"
#include "testing/made_references.h"
#include "testing/made_timeline.h"
#include "testing/picture_grid.h"

namespace folioscope::app {
namespace {

using pages::MetricView;

constexpr QSize kPictureSize{800, 500};
constexpr int kDrawnMs = 20'000;

bool drawn_soon(const std::function<bool()>& condition) {
  return QTest::qWaitFor(condition, kDrawnMs);
}

// A page with a run in it, and its chart.
struct Drawn {
  std::unique_ptr<pages::Page> page;
  QWidget* chart = nullptr;
};

template <class P>
std::pair<std::unique_ptr<P>, bool> page_of(const query::MadeRun& made) {
  auto page = std::make_unique<P>();
  page->resize(1280, 860);
  page->show_run(pages::loaded_run(made));
  const bool ready = drawn_soon([&] { return !page->busy(); });
  return {std::move(page), ready};
}

Drawn forest() {
  auto [page, ready] = page_of<pages::AnswerPage>(query::made_cma_batching());
  QWidget* chart = &page->forest();
  return {std::move(page), chart};
}

query::MadeRun made_with_samples() {
  query::MadeRun made = query::made_cma_batching();
  for (const std::string variant : {"stock", "drain-only"})
    for (int boot = 0; boot < 6; ++boot)
      for (int bucket = 1; bucket < 9; ++bucket)
        made.cell(variant, boot)
            .distributions.push_back({"cma_latency", 1.0 * (1 << bucket), 2.0 * (1 << bucket),
                                      (variant == "stock" ? 9 - bucket : bucket) * (100 + boot),
                                      "ms"});
  return made;
}

query::MadeRun made_sweep() {
  query::MadeRun made({"stock", "patched"}, 3);
  for (const int faulters : {1, 2, 4, 8}) {
    const std::string workload = "refault faulters=" + std::to_string(faulters);
    made.add_condition("smp8", workload);
    made.workload(workload).args = {{"faulters", std::to_string(faulters)}};
    made.metric("smp8", workload, "stock", "cma_latency_p95", "ms",
                {1.0 * faulters, 1.5 * faulters, 2.0 * faulters});
    made.metric("smp8", workload, "patched", "cma_latency_p95", "ms", {2, 2.5, 3});
  }
  return made;
}

Drawn metric(const query::MadeRun& made, const char* name, MetricView view) {
  auto [page, ready] = page_of<pages::ComparisonPage>(made);
  if (view == MetricView::Sweep) page->condition_choice().setCurrentIndex(2);
  page->choose_metric(name);
  page->views().choose(view);
  drawn_soon([&page = page] { return !page->busy(); });
  EXPECT_EQ(page->views().drawn(), view);
  QWidget* chart = page->shown_picture();
  return {std::move(page), chart};
}

Drawn boots_in_pairs() {
  auto [page, ready] = page_of<pages::ComparisonPage>(query::made_cma_batching());
  page->choose_metric("cma_failure_rate");
  page->views().paired().setChecked(true);
  QWidget* chart = page->shown_picture();
  return {std::move(page), chart};
}

Drawn scatter() {
  auto [page, ready] = page_of<pages::CorrelatePage>(query::made_operations());
  page->scatter().set_current(3);
  QWidget* chart = &page->scatter();
  return {std::move(page), chart};
}

Drawn rates() {
  auto [page, ready] = page_of<pages::CorrelatePage>(query::made_operations());
  QWidget* chart = &page->rates();
  return {std::move(page), chart};
}

Drawn lanes() {
  auto [page, ready] = page_of<pages::CorrelatePage>(query::made_operations());
  page->go_to({.page = models::PageId::Correlate, .cell = CellId{1}, .operation = 5});
  drawn_soon([&page = page] { return page->shows_operation() && !page->busy(); });
  QWidget* chart = &page->operation().lanes();
  return {std::move(page), chart};
}

Drawn bars(charts::HolderBars::Basis basis) {
  auto [page, ready] = page_of<pages::HoldersPage>(query::made_references());
  page->bars().set_basis(basis);
  QWidget* chart = &page->bars();
  return {std::move(page), chart};
}

Drawn flames() {
  auto [page, ready] = page_of<pages::HoldersPage>(query::made_references());
  page->tabs().setCurrentWidget(&page->flames());
  drawn_soon([&page = page] { return !page->flames().graph().empty(); });
  QWidget* chart = &page->flames().graph();
  return {std::move(page), chart};
}

Drawn holds() {
  auto [page, ready] = page_of<pages::LocksPage>(query::made_references());
  QWidget* chart = page->shown_picture();
  return {std::move(page), chart};
}

Drawn progress() {
  query::MadeRun made = query::made_cma_batching();
  made.leave_unfinished();
  made.cell("stock", 5).cell.status = CellStatus::Planned;
  made.cell("drain-only", 4).cell.status = CellStatus::GuestOops;
  made.cell("drain-only", 5).cell.status = CellStatus::Planned;
  auto [page, ready] = page_of<pages::RunPage>(made);
  QWidget* chart = page->shown_picture();
  return {std::move(page), chart};
}

Drawn timeline() {
  auto [page, ready] = page_of<pages::TimelinePage>(query::made_timeline());
  page->go_to({.page = models::PageId::Timeline, .cell = CellId{1}, .failure = 1});
  page->view().set_marker(false, 10 * query::kMs);
  page->view().set_marker(true, 14 * query::kMs);
  drawn_soon(
      [&page = page] { return !page->busy() && page->view().selected() == 12 * query::kMs; });
  QWidget* chart = &page->view();
  return {std::move(page), chart};
}

struct Picture {
  const char* name;
  std::function<Drawn()> draw;
};

const std::vector<Picture>& all_pictures() {
  static const std::vector<Picture> pictures = {
      {"forest", forest},
      {"boots",
       [] { return metric(query::made_cma_batching(), "cma_failure_rate", MetricView::Boots); }},
      {"boots-in-pairs", boots_in_pairs},
      {"shares",
       [] { return metric(query::made_cma_batching(), "cma_latency_p95", MetricView::Shares); }},
      {"samples",
       [] { return metric(made_with_samples(), "cma_latency_p95", MetricView::Samples); }},
      {"sweep", [] { return metric(made_sweep(), "cma_latency_p95", MetricView::Sweep); }},
      {"scatter", scatter},
      {"rates", rates},
      {"lanes", lanes},
      {"holders", [] { return bars(charts::HolderBars::Basis::PerBoot); }},
      {"holders-as-shares", [] { return bars(charts::HolderBars::Basis::Share); }},
      {"flames", flames},
      {"holds", holds},
      {"progress", progress},
      {"timeline", timeline}};
  return pictures;
}

QImage picture_of(QWidget& chart, int scale) {
  QImage image(chart.size() * scale, QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  image.fill(QApplication::palette().color(QPalette::Window));
  chart.render(&image);
  return image;
}

class ChartPictures : public ::testing::TestWithParam<Theme> {
 protected:
  ChartPictures() { apply_look(*qApp, {GetParam(), 10}); }
  ~ChartPictures() override { apply_look(*qApp, {Theme::Light, 10}); }
};

TEST_P(ChartPictures, AreAsTheyWere) {
  for (const Picture& picture : all_pictures()) {
    const Drawn drawn = picture.draw();
    ASSERT_NE(drawn.chart, nullptr) << picture.name;
    drawn.chart->setFixedSize(kPictureSize);
    drawn.page->show();
    QCoreApplication::processEvents();
    // A chart with more lines than fit is as high as they need.
    ASSERT_EQ(drawn.chart->width(), kPictureSize.width()) << picture.name;
    const std::string file = std::string("app/testdata/pictures/") + picture.name + '-' +
                             theme_name(GetParam()).toStdString();
    for (const int scale : {1, 2}) expect_picture(file, picture_of(*drawn.chart, scale));
  }
}

INSTANTIATE_TEST_SUITE_P(Themes, ChartPictures, ::testing::Values(Theme::Light, Theme::Dark),
                         [](const auto& theme) {
                           return theme.param == Theme::Dark ? "InDark" : "InLight";
                         });

// What the comparison is worth.
TEST(PictureGrid, SeesAMissingDot_AndNotALetterAside) {
  QImage picture(kPictureSize, QImage::Format_RGB32);
  picture.fill(Qt::white);
  const PictureGrid empty = PictureGrid::of(picture);
  QPainter painter(&picture);
  painter.setBrush(QColor("#0072b2"));
  painter.setPen(Qt::NoPen);
  painter.drawEllipse(QPointF(412, 262), 5.5, 5.5);
  const PictureGrid dot = PictureGrid::of(picture);
  EXPECT_FALSE(dot.differences(empty).empty());
  EXPECT_TRUE(PictureGrid::parse(dot.text()).differences(dot).empty());
  QImage text[2];
  for (int aside = 0; aside < 2; ++aside) {
    text[aside] = QImage(kPictureSize, QImage::Format_RGB32);
    text[aside].fill(Qt::white);
    QPainter letters(&text[aside]);
    letters.drawText(100 + aside, 200, "number of failures in a boot");
  }
  EXPECT_EQ(PictureGrid::of(text[1]).differences(PictureGrid::of(text[0])), "");
}

}  // namespace
}  // namespace folioscope::app
