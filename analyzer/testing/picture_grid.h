// SPDX-License-Identifier: GPL-3.0-or-later
// A picture as text that survives another version of Qt or of a font: the mean colour of each field
// of a coarse grid. Compared with a file of this group; FOLIOSCOPE_UPDATE=1 writes the files anew.
// Not linked into the product.
#pragma once

#include <gtest/gtest.h>

#include <QImage>
#include <QString>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "testing/places.h"

namespace folioscope {

inline constexpr int kGridColumns = 32, kGridRows = 20;
// Steps of a colour, of 255. A letter that is drawn a pixel aside changes its field by ten at most,
// a dot that is missing by thirty.
inline constexpr int kGridTolerance = 18;

// "rrggbb" for each field, a line for each row.
struct PictureGrid {
  std::array<std::array<QRgb, kGridColumns>, kGridRows> fields{};

  static PictureGrid of(const QImage& picture) {
    PictureGrid grid;
    for (int row = 0; row < kGridRows; ++row)
      for (int column = 0; column < kGridColumns; ++column)
        grid.at(row, column) = mean(picture, row, column);
    return grid;
  }
  static PictureGrid parse(const std::string& text) {
    PictureGrid grid;
    std::istringstream words(text);
    std::string word;
    for (int at = 0; at < kGridRows * kGridColumns && words >> word; ++at)
      grid.at(at / kGridColumns, at % kGridColumns) =
          static_cast<QRgb>(std::strtoul(word.c_str(), nullptr, 16));
    return grid;
  }
  std::string text() const {
    std::string text;
    for (const auto& row : fields)
      for (const QRgb& field : row) {
        text += QStringLiteral("%1").arg(field & 0xffffff, 6, 16, QLatin1Char('0')).toStdString();
        text += &field == &row.back() ? '\n' : ' ';
      }
    return text;
  }
  // Fields that are of another colour: "row 3, column 7: f0f0f0, not 0072b2"; empty: none is.
  std::string differences(const PictureGrid& golden) const {
    std::ostringstream found;
    for (int row = 0; row < kGridRows; ++row)
      for (int column = 0; column < kGridColumns; ++column)
        if (const QRgb is = at(row, column), was = golden.at(row, column); !near(is, was))
          found << "row " << row << ", column " << column << ": " << std::hex << (is & 0xffffff)
                << ", not " << (was & 0xffffff) << std::dec << '\n';
    return found.str();
  }

 private:
  QRgb& at(int row, int column) {
    return fields[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
  }
  QRgb at(int row, int column) const {
    return fields[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
  }
  static bool near(QRgb a, QRgb b) {
    return std::abs(qRed(a) - qRed(b)) <= kGridTolerance &&
           std::abs(qGreen(a) - qGreen(b)) <= kGridTolerance &&
           std::abs(qBlue(a) - qBlue(b)) <= kGridTolerance;
  }
  static QRgb mean(const QImage& picture, int row, int column) {
    const int left = column * picture.width() / kGridColumns;
    const int right = (column + 1) * picture.width() / kGridColumns;
    const int top = row * picture.height() / kGridRows;
    const int bottom = (row + 1) * picture.height() / kGridRows;
    int red = 0, green = 0, blue = 0;
    const int pixels = (right - left) * (bottom - top);
    for (int y = top; y < bottom; ++y)
      for (int x = left; x < right; ++x) {
        const QRgb pixel = picture.pixel(x, y);
        red += qRed(pixel), green += qGreen(pixel), blue += qBlue(pixel);
      }
    return qRgb(red / pixels, green / pixels, blue / pixels);
  }
};

// `name` without ".txt": "app/testdata/pictures/forest-light". A picture that differs is written
// where the failure says.
inline void expect_picture(const std::string& name, const QImage& picture) {
  namespace fs = std::filesystem;
  const fs::path file = fs::path(source_dir()) / "analyzer" / (name + ".txt");
  const PictureGrid grid = PictureGrid::of(picture);
  if (std::getenv("FOLIOSCOPE_UPDATE") != nullptr) std::ofstream(file) << grid.text();
  std::ostringstream golden;
  golden << std::ifstream(file).rdbuf();
  const std::string differences = grid.differences(PictureGrid::parse(golden.str()));
  if (differences.empty()) return;
  const fs::path drawn = fs::path(::testing::TempDir()) / (file.stem().string() + ".png");
  picture.save(QString::fromStdString(drawn.string()));
  ADD_FAILURE() << name << " is drawn otherwise: " << drawn.string() << '\n'
                << differences << "to accept: FOLIOSCOPE_UPDATE=1 with this test";
}

}  // namespace folioscope
