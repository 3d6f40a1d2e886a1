// SPDX-License-Identifier: GPL-3.0-or-later
// Lines by variant, with bands around them where an interval is known: shares of boots, samples
// inside boots, differences of deciles, a metric over a swept number. Draws what it is given.
#pragma once

#include <QChartView>
#include <QLineSeries>
#include <optional>
#include <utility>
#include <vector>

namespace folioscope::charts {

struct ChartLine {
  QString name;
  std::size_t position = 0;  // of the variant; gives colour and dashes
  QList<QPointF> points;     // ascending; a step is two points of one x
  // Of the interval around the points that have one, at the same x; empty: none.
  QList<QPointF> low, high;
  bool dots = false;  // a mark at every point
};

struct LinePicture {
  std::vector<ChartLine> lines;
  QString x_title, y_title;  // plain text
  // Labels below the axis, ascending, each once; empty: round numbers.
  std::vector<std::pair<double, QString>> x_ticks;
  std::optional<double> level;  // a line across, such as zero
  bool percent = false;         // y is a share: ends at 0 and 100
  bool x_percent = false;       // x is one: ends at 100 unless some value is larger
};

class LineChart : public QChartView {
  Q_OBJECT
 public:
  explicit LineChart(const QString& accessible_name, QWidget* parent = nullptr);

  void show_lines(const LinePicture& picture);
  void clear();
  // Draws the lines of this variant thick and the others pale; nothing: all alike.
  void emphasize(std::optional<std::size_t> position);

  std::size_t line_count() const { return lines_.size(); }
  QList<QPointF> points(std::size_t line) const { return lines_.at(line).line->points(); }
  bool has_band(std::size_t line) const { return lines_.at(line).band; }
  QPen pen(std::size_t line) const { return lines_.at(line).line->pen(); }
  QString x_title() const;
  bool has_legend() const;

 private:
  struct Drawn {
    QLineSeries* line = nullptr;  // owned by the chart
    std::size_t position = 0;
    bool band = false;
  };
  void add_line(const ChartLine& line);
  void add_band(const ChartLine& line);
  void add_axes(const LinePicture& picture);

  std::vector<Drawn> lines_;
};

}  // namespace folioscope::charts
