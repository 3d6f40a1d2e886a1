// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself, as its users call it.
#include <gmock/gmock.h>

#include <QFile>
#include <QImage>
#include <QProcess>
#include <set>

#include "app/page_table.h"
#include "base/temp_dir.h"
#include "models/colors.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::app {
namespace {

constexpr int kProgramMs = 60'000;

class Program : public ::testing::Test {
 protected:
  Program() { query::made_cma_batching().write(dir_ / "run.db"); }

  int run(const QStringList& arguments) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
      environment.remove(name);
    for (const auto& [name, value] : more_environment_) environment.insert(name, value);
    process.setProcessEnvironment(environment);
    process.start(FOLIOSCOPE_ANALYZER, arguments);
    EXPECT_TRUE(process.waitForFinished(kProgramMs)) << arguments.join(' ').toStdString();
    output_ = process.readAllStandardOutput();
    errors_ = process.readAllStandardError();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  }

  QString run_dir() const { return QString::fromStdString(dir_.path().string()); }
  QString picture() const { return QString::fromStdString((dir_ / "page.png").string()); }

  static int pixels_near(const QImage& image, const QColor& color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) {
        const QColor pixel = image.pixelColor(x, y);
        count += std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) +
                     std::abs(pixel.blue() - color.blue()) <
                 100;
      }
    return count;
  }

  TempDir dir_ = *TempDir::create("store");
  QByteArray output_, errors_;
  std::vector<std::pair<QString, QString>> more_environment_;
};

TEST_F(Program, ComparisonAsAPicture_ShowsTheDotsOfBothVariants) {
  ASSERT_EQ(run({run_dir(), "--page", "compare", "--metric", "cma_failure_rate", "--screenshot",
                 picture(), "--size", "1000x700"}),
            0)
      << errors_.toStdString();
  const QImage image(picture());
  EXPECT_EQ(image.size(), QSize(1000, 700));
  // Six dots of 11 pixels each, most of them apart.
  EXPECT_GT(pixels_near(image, models::variant_color(0)), 200);
  EXPECT_GT(pixels_near(image, models::variant_color(1)), 200);
  std::set<QRgb> colors;  // text, antialiased: a page of empty boxes would have a handful
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) colors.insert(image.pixel(x, y));
  EXPECT_GT(colors.size(), 100u);
}

TEST_F(Program, HoldersAsAPicture_ShowTheBarsOfTheirClasses) {
  std::filesystem::remove(dir_ / "run.db");
  query::made_references().write(dir_ / "run.db");
  ASSERT_EQ(run({run_dir(), "--page", "holders", "--screenshot", picture()}), 0)
      << errors_.toStdString();
  // Nearly all of drain-only is in a folio_batch: a bar of hundreds of pixels. Most of stock is
  // readers, but these are few.
  const QImage image(picture());
  EXPECT_GT(pixels_near(image, models::class_color("lru_batch")), 10'000);
  EXPECT_GT(pixels_near(image, models::class_color("read")), 500);
}

TEST_F(Program, PageLocksAsAPicture_ShowTheLinesOfBothVariants) {
  std::filesystem::remove(dir_ / "run.db");
  query::made_references().write(dir_ / "run.db");
  ASSERT_EQ(run({run_dir(), "--page", "locks", "--screenshot", picture()}), 0)
      << errors_.toStdString();
  const QImage image(picture());
  EXPECT_GT(pixels_near(image, models::variant_color(0)), 1'000);
  EXPECT_GT(pixels_near(image, models::variant_color(1)), 1'000);
}

TEST_F(Program, EveryPageIsAPictureOfItsOwn_InLightAndDark) {
  std::set<QByteArray> pictures;
  for (const PageEntry& entry : page_table())
    for (const char* theme : {"light", "dark"}) {
      ASSERT_EQ(run({run_dir(), "--page", entry.key, "--theme", theme, "--screenshot", picture()}),
                0)
          << entry.key << errors_.toStdString();
      const QImage image(picture());
      ASSERT_EQ(image.size(), QSize(1280, 860)) << entry.key;
      // The ground of the page, in its right lower corner above the status bar.
      const int ground = image.pixelColor(1275, 820).lightness();
      EXPECT_TRUE(std::string_view(theme) == "dark" ? ground < 60 : ground > 230) << entry.key;
      QFile file(picture());
      ASSERT_TRUE(file.open(QIODevice::ReadOnly));
      pictures.insert(file.readAll());
    }
  EXPECT_EQ(pictures.size(), 2 * page_table().size());
}

TEST_F(Program, ScaledDisplay_IsTheSamePageInMorePixels) {
  more_environment_ = {{"QT_SCALE_FACTOR", "2"}};
  ASSERT_EQ(run({run_dir(), "--page", "run", "--size", "900x700", "--screenshot", picture()}), 0);
  EXPECT_EQ(QImage(picture()).size(), QSize(1800, 1400));
}

TEST_F(Program, WithoutADisplay_SaysSoAndEndsWithFour) {
  EXPECT_EQ(run({run_dir()}), 4);
  EXPECT_TRUE(errors_.contains("no display")) << errors_.toStdString();
  more_environment_ = {{"DISPLAY", ":63999"}};  // nobody answers there
  EXPECT_EQ(run({run_dir()}), 4);
  EXPECT_TRUE(errors_.contains("no display")) << errors_.toStdString();
}

TEST_F(Program, DrawingsAreMadeByTheNamesEnd) {
  const QString file = run_dir() + "/page.svg";
  ASSERT_EQ(run({run_dir(), "--page", "compare", "--screenshot", file}), 0);
  QFile drawing(file);
  ASSERT_TRUE(drawing.open(QIODevice::ReadOnly));
  EXPECT_TRUE(drawing.readAll().contains("<svg"));
}

TEST_F(Program, SameRunIsTheSamePicture) {
  ASSERT_EQ(run({run_dir(), "--page", "compare", "--screenshot", picture()}), 0);
  const QImage first(picture());
  ASSERT_EQ(run({run_dir(), "--page", "compare", "--screenshot", picture()}), 0);
  EXPECT_EQ(first, QImage(picture()));
}

TEST_F(Program, MissingRun_FailsWithItsName) {
  EXPECT_EQ(run({run_dir() + "/none", "--screenshot", picture()}), 2);
  EXPECT_TRUE(errors_.contains("none"));
  EXPECT_FALSE(QFile::exists(picture()));
}

TEST_F(Program, UnknownMetric_Fails) {
  EXPECT_EQ(run({run_dir(), "--metric", "nonsense", "--screenshot", picture()}), 2);
  EXPECT_TRUE(errors_.contains("nonsense"));
  EXPECT_FALSE(QFile::exists(picture()));
}

TEST_F(Program, PictureThatCannotBeWritten_IsNoSuccess) {
  EXPECT_EQ(run({run_dir(), "--screenshot", run_dir() + "/no/such/dir.png"}), 4);
}

TEST_F(Program, HelpNeedsNoDisplay) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_TRUE(output_.startsWith("Usage: folioscope-analyzer "));
  EXPECT_TRUE(output_.contains("--screenshot"));
  EXPECT_EQ(run({"--pages"}), 2);
}

}  // namespace
}  // namespace folioscope::app
