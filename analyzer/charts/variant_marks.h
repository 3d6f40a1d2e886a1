// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of a variant's dots, beside its colour (models/colors.h).
#pragma once

#include <QScatterSeries>
#include <array>
#include <cstddef>

namespace folioscope::charts {

// Shapes repeat earlier than colours do, so that two variants of one colour differ.
inline QScatterSeries::MarkerShape variant_shape(std::size_t position) {
  constexpr std::array kShapes{
      QScatterSeries::MarkerShapeCircle, QScatterSeries::MarkerShapeRectangle,
      QScatterSeries::MarkerShapeTriangle, QScatterSeries::MarkerShapeRotatedRectangle,
      QScatterSeries::MarkerShapePentagon};
  return kShapes[position % kShapes.size()];
}

}  // namespace folioscope::charts
