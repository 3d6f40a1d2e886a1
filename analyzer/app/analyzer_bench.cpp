// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop costs: the window opens runs of 10^6 events and more, and of 5,000 boots,
// without a display. Each run in a process of its own, as memory is measured too. Times are wall
// clock, with what was computed in brackets: on a machine that does something else only that can be
// compared.
//   analyzer_bench [--large] [DIRECTORY]   where the made runs are kept; --large: up to 10^8 events
#include <fmt/format.h>

#include <QAbstractScrollArea>
#include <QApplication>
#include <QKeyEvent>
#include <QProcess>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/main_window.h"
#include "app/page_table.h"
#include "app/picture.h"
#include "app/theme.h"
#include "query/events.h"
#include "store/reader.h"
#include "testing/bench_runs.h"
#include "testing/large_run.h"

namespace folioscope::app {
namespace {

constexpr int kWidth = 1400, kHeight = 900;
constexpr double kLongestWaitMs = 20'000;

// How long the event loop did not get round: what a reader feels as a stall.
class Heartbeat {
 public:
  Heartbeat() {
    timer_.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer_, &QTimer::timeout, [this] { beat(); });
    timer_.start(1);
  }
  double longest_ms() const { return longest_ms_; }
  double longest_cpu_ms() const { return longest_cpu_ms_; }

 private:
  void beat() {
    longest_ms_ = std::max(longest_ms_, since_.wall_ms());
    longest_cpu_ms_ = std::max(longest_cpu_ms_, since_.thread_cpu_ms());
    since_ = Stopwatch();
  }

  QTimer timer_;
  Stopwatch since_;
  double longest_ms_ = 0, longest_cpu_ms_ = 0;
};

void wait(int ms) {
  QEventLoop loop;
  QTimer::singleShot(ms, &loop, &QEventLoop::quit);
  loop.exec();
}

void line(const std::string& what, const Stopwatch& watch, const std::string& more = {}) {
  fmt::print("  {:<34} {:9.1f} ms ({:.1f}){}{}\n", what, watch.wall_ms(), watch.cpu_ms(),
             more.empty() ? "" : "  ", more);
}

bool open_run(MainWindow& window, const QString& file) {
  bool opened = false;
  QEventLoop loop;
  QObject::connect(&window, &MainWindow::ready, &loop, [&] {
    opened = true;
    loop.quit();
  });
  QObject::connect(&window, &MainWindow::failed, &loop, [&](const Fault& fault) {
    fmt::print(stderr, "{}\n", fault.what);
    loop.quit();
  });
  const Heartbeat heart;
  const Stopwatch watch;
  window.open(file);
  loop.exec();
  (void)window.grab();
  line("first page", watch);
  wait(50);  // the beat after it
  fmt::print("  {:<34} {:9.1f} ms ({:.1f})\n", "longest stall while it loads", heart.longest_ms(),
             heart.longest_cpu_ms());
  return opened;
}

void wait_for_page(const MainWindow& window, const std::string& what) {
  const Stopwatch watch;
  do wait(10);
  while (window.busy() && watch.wall_ms() < kLongestWaitMs);
  line(what, watch);
}

// What is there at once, and what a page asks for in the background.
void show_pages(MainWindow& window) {
  for (const PageEntry& entry : page_table()) {
    const Heartbeat heart;
    const Stopwatch watch;
    window.show_page(entry.id);
    (void)window.grab();
    line(fmt::format("page {}", entry.key), watch);
    if (window.busy()) wait_for_page(window, "  and all that it asks for");
    wait(20);  // the beat after it
    fmt::print("  {:<34} {:9.1f} ms ({:.1f})\n", "  longest stall", heart.longest_ms(),
               heart.longest_cpu_ms());
  }
}

QAbstractScrollArea* timeline_of(const MainWindow& window) {
  for (QAbstractScrollArea* area : window.findChildren<QAbstractScrollArea*>())
    if (std::string_view(area->metaObject()->className()).ends_with("TimelineView")) return area;
  return nullptr;
}

// Frames while these keys are pressed again and again.
void press_keys(QAbstractScrollArea& view, const std::vector<Qt::Key>& keys, const char* what) {
  constexpr std::size_t kFrames = 200;
  std::vector<double> wall, cpu;
  for (std::size_t i = 0; i < kFrames; ++i) {
    const Stopwatch watch;
    QKeyEvent press(QEvent::KeyPress, keys[i % keys.size()], Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &press);
    view.viewport()->repaint();
    wall.push_back(watch.wall_ms());
    cpu.push_back(watch.thread_cpu_ms());
    QCoreApplication::processEvents();
  }
  fmt::print("  {:<34} {:9.1f} ms ({:.1f}) median, {:.1f} ms ({:.1f}) p99\n", what,
             quantile(wall, 0.5), quantile(cpu, 0.5), quantile(wall, 0.99), quantile(cpu, 0.99));
}

void show_timeline(MainWindow& window) {
  QAbstractScrollArea* view = timeline_of(window);
  if (view == nullptr) return;
  const Heartbeat heart;
  window.show_page(models::PageId::Timeline);
  wait_for_page(window, "timeline, all of the first boot");
  for (int i = 0; i < 12; ++i) {
    QKeyEvent press(QEvent::KeyPress, Qt::Key_W, Qt::NoModifier);
    QCoreApplication::sendEvent(view, &press);
  }
  wait_for_page(window, "timeline, zoomed in");
  press_keys(*view, {Qt::Key_D}, "a frame while it scrolls");
  press_keys(*view, {Qt::Key_S, Qt::Key_S, Qt::Key_W}, "a frame while it zooms");
  wait_for_page(window, "timeline, after that");
  fmt::print("  {:<34} {:9.1f} ms ({:.1f})\n", "longest stall of the timeline", heart.longest_ms(),
             heart.longest_cpu_ms());
}

void filter_events(const std::string& file) {
  const auto reader = *store::Reader::open(file);
  const auto cells = *reader->cells();
  const CellId cell = cells.front().id;
  const auto vocabulary = query::vocabulary_of(reader->decoding(cell)->formats);
  const auto first = *query::load_events(*reader, {cell}, {}, 1, {});
  if (first.rows.empty()) return;
  for (const std::string& text :
       {std::string("name = migrate_attempt"), fmt::format("pid = {}", query::kRareTask),
        fmt::format("pfn = {:#x}", first.rows[0].pfn.value_or(0))}) {
    const auto filter = *query::EventFilter::parse(text, vocabulary);
    std::int64_t found = 0;
    const Stopwatch watch;
    for (const store::CellRow& row : cells)
      (void)reader->events(query::selection_of(filter, row.id), [&](const store::EventView&) {
        ++found;
        return true;
      });
    line(text + ", all boots", watch, fmt::format("{} events", found));
    const Stopwatch table;
    const auto rows = *query::load_events(*reader, {cell}, filter, query::kMostEvents, {});
    line("  as the table of one boot", table, fmt::format("{} rows", rows.rows.size()));
  }
  const Stopwatch beside;
  (void)reader->sql(fmt::format("select count(*) from event where cell_id = {} and pid + 0 = {}",
                                cell.value, query::kRareTask));
  line("beside: SQL walks one boot", beside);
}

void beside_of_boots(const std::string& file) {
  const auto reader = *store::Reader::open(file);
  const Stopwatch beside;
  (void)reader->sql("select sum(value), max(name), max(unit), max(source) from metric");
  line("beside: SQLite adds the values up", beside);
}

// With a window that loads it for the first time: nothing of it is known.
void close_while_it_loads(const QString& file) {
  auto window = std::make_unique<MainWindow>();
  window->show();
  window->open(file);
  wait(100);
  const Stopwatch watch;
  window.reset();
  line("closing after 0.1 s of loading", watch);
}

int measure(const QString& file) {
  MainWindow window;
  window.resize(kWidth, kHeight);
  window.show();
  wait(50);
  if (!open_run(window, file)) return 1;
  const Memory memory = memory_of_this_process();
  show_pages(window);
  show_timeline(window);
  const Memory after = memory_of_this_process();
  fmt::print("  {:<34} {:9.0f} MiB, all pages shown {:.0f} MiB, at most {:.0f} MiB\n", "resident",
             memory.resident_mib, after.resident_mib, after.peak_mib);
  beside_of_boots(file.toStdString());
  filter_events(file.toStdString());
  close_while_it_loads(file);
  return 0;
}

int measure_all(const QStringList& words) {
  const bool large = words.contains("--large");
  QStringList places = words.mid(1);
  places.removeAll("--large");
  const std::string directory = places.isEmpty() ? "bench-runs" : places.front().toStdString();
  int worst = 0;
  for (const BenchRun& run : bench_runs(directory, large ? 100'000'000 : 10'000'000)) {
    fmt::print("{}, {:.1f} MB\n", run.title,
               static_cast<double>(std::filesystem::file_size(run.file)) / 1e6);
    std::fflush(stdout);
    worst = std::max(worst, QProcess::execute(words.front(), {"--one", run.file.c_str()}));
  }
  return worst;
}

}  // namespace
}  // namespace folioscope::app

int main(int argc, char** argv) {
  using namespace folioscope;
  QStringList words;
  for (int i = 0; i < argc; ++i) words << QString::fromLocal8Bit(argv[i]);
  if (words.size() != 3 || words[1] != "--one") return app::measure_all(words);
  app::render_without_display();
  QApplication application(argc, argv);
  app::apply_look(application, {});
  return app::measure(words[2]);
}
