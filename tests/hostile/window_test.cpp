// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is in a run file, the window shows it or refuses it: it neither ends nor stands still
// nor takes all memory. Every page is looked at, rows are chosen, charts are clicked.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <QAbstractItemView>
#include <QComboBox>
#include <QListWidget>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "app/main_window.h"
#include "app/page_table.h"
#include "base/temp_dir.h"
#include "hostile/damage.h"
#include "testing/made_operations.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"
#include "testing/made_timeline.h"

namespace folioscope::hostile {
namespace {

constexpr int kSeeds = 24;        // by default: some seconds
constexpr int kStandsStill = 60;  // seconds of CPU for one file, all pages
constexpr int kSettlesMs = 30'000;
constexpr long kMostMiB = 1'500;  // resident, ever; a whole file takes about 150

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

long most_resident_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// What a signal handler may write.
char current_case[1024];

extern "C" void say_case(int signal) {
  const char* what = signal == SIGPROF ? "stands still: " : "ended: ";
  (void)!::write(STDERR_FILENO, what, std::strlen(what));
  (void)!::write(STDERR_FILENO, current_case, std::strlen(current_case));
  (void)!::write(STDERR_FILENO, "\n", 1);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void name_case(const std::string& name) {
  std::snprintf(current_case, sizeof current_case, "%s", name.c_str());
  for (const int signal : {SIGPROF, SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) ::signal(signal, say_case);
  const itimerval limit{.it_interval = {}, .it_value = {.tv_sec = kStandsStill, .tv_usec = 0}};
  ::setitimer(ITIMER_PROF, &limit, nullptr);
}

class Hostile : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir(*TempDir::create("hostile"));
    query::made_references().write(*dir_ / "0");
    query::made_operations().write(*dir_ / "1");
    query::made_timeline().write(*dir_ / "2");
    write_every_table(*dir_ / "3");
  }
  static void TearDownTestSuite() {
    delete dir_;
    const itimerval none{};
    ::setitimer(ITIMER_PROF, &none, nullptr);
  }

  // A copy of one of the whole files, which `seed` chooses.
  static std::filesystem::path copy_for(std::uint64_t seed) {
    const std::filesystem::path place = *dir_ / "run";
    std::filesystem::remove_all(place);
    std::filesystem::create_directory(place);
    std::filesystem::copy_file(*dir_ / std::to_string(seed % 4), place / "run.db");
    return place / "run.db";
  }

  // True: it is shown; false: it is refused, with a cause.
  static bool look_at(const std::filesystem::path& file) {
    app::MainWindow window;
    window.resize(1280, 860);
    window.show();
    QSignalSpy ready(&window, &app::MainWindow::ready), failed(&window, &app::MainWindow::failed);
    window.open(QString::fromStdString(file.parent_path().string()));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !ready.isEmpty() || !failed.isEmpty(); }, kSettlesMs));
    if (!window.shows_run()) {
      EXPECT_FALSE(window.message().cause().isEmpty());
      return false;
    }
    for (const app::PageEntry& entry : app::page_table()) {
      window.show_page(entry.id);
      settle(window);
      touch_everything(window);
      settle(window);
    }
    return true;
  }

 private:
  static void write_every_table(const std::filesystem::path& file) {
    const auto writer = store::create_made_file(file);
    const auto chunks = store::made_chunks();
    for (const int cell : {0, 1, 2, 3})
      if (!(*writer)
               ->commit_cell(store::made_record({cell}, chunks), store::source_of(chunks))
               .ok())
        throw std::runtime_error("the made run cannot be written");
    (void)(*writer)->finish({1});
  }

  static void settle(const app::MainWindow& window) {
    EXPECT_TRUE(QTest::qWaitFor([&] { return !window.busy(); }, kSettlesMs));
    QCoreApplication::processEvents();
  }

  template <class Widget>
  static QList<Widget*> shown(app::MainWindow& window) {
    QList<Widget*> found;
    for (auto* one : window.findChildren<Widget*>())
      if (one->isVisible() && one->objectName() != "pages") found << one;
    return found;
  }

  static void touch_everything(app::MainWindow& window) {
    window.grab();
    for (QTabWidget* tabs : shown<QTabWidget>(window))
      for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QCoreApplication::processEvents();
      }
    for (QComboBox* choice : shown<QComboBox>(window))
      if (choice->count() > 1) {
        choice->setCurrentIndex(choice->count() - 1);
        settle(window);
      }
    for (QAbstractItemView* view : shown<QAbstractItemView>(window)) {
      const QAbstractItemModel* rows = view->model();
      for (const int row : {0, rows->rowCount() - 1})
        if (row >= 0) view->setCurrentIndex(rows->index(row, 0));
      settle(window);
    }
    for (QWidget* chart : shown<QWidget>(window)) {
      if (!std::string_view(chart->metaObject()->className()).starts_with("folioscope::charts::"))
        continue;
      chart->setFocus();
      QTest::mouseMove(chart, chart->rect().center());
      for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Return, Qt::Key_Plus})
        QTest::keyClick(chart, key);
      settle(window);
    }
    window.grab();
  }

  static TempDir* dir_;
};

TempDir* Hostile::dir_ = nullptr;

TEST_F(Hostile, WholeFilesAreShown) {
  for (std::uint64_t whole = 0; whole < 4; ++whole) {
    name_case("whole file " + std::to_string(whole));
    EXPECT_TRUE(look_at(copy_for(whole))) << whole;
  }
}

TEST_F(Hostile, DamagedFilesAreShownOrRefused) {
  const std::uint64_t first = from_environment("FOLIOSCOPE_FIRST_SEED", 1);
  const std::uint64_t end = first + from_environment("FOLIOSCOPE_SEEDS", kSeeds);
  int shown = 0, refused = 0;
  for (std::uint64_t seed = first; seed < end; ++seed) {
    const std::filesystem::path file = copy_for(seed);
    const std::string what = "seed " + std::to_string(seed) + ": " + damage(file, seed);
    name_case(what);
    ++(look_at(file) ? shown : refused);
    ASSERT_FALSE(HasFailure()) << what;
    ASSERT_LT(most_resident_mib(), kMostMiB) << what;
  }
  std::fprintf(stderr, "%d shown, %d refused, %ld MiB at most\n", shown, refused,
               most_resident_mib());
  EXPECT_GT(shown, 0);
  if (end - first >= kSeeds) {
    EXPECT_GT(refused, 0);
  }
}

}  // namespace
}  // namespace folioscope::hostile
