// SPDX-License-Identifier: GPL-3.0-or-later
// One run for all the tests of a suite: `class Suite : public OneRun<Suite>` with a static
// `experiment()`, its text, and what is to lie beside it in `prepare()`.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "e2e/product.h"

namespace folioscope::e2e {

template <class Suite>
class OneRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place_ = std::make_unique<Workplace>(Suite::experiment());
    Suite::prepare(*place_);
    exit_ = run_experiment(*place_);
  }
  static void TearDownTestSuite() { place_.reset(); }
  static void prepare(const Workplace&) {}

  // Of the one boot of a workload point that begins so; NaN: there is none, or several.
  static double metric(const std::string& point, const std::string& name) {
    const auto rows = sql(place_->run(),
                          "select value from metric join cell on cell.id = metric.cell_id where "
                          "workload like '" +
                              point + "%' and metric.name = '" + name + "'");
    return rows.size() == 1 ? rows[0]["value"].get<double>()
                            : std::numeric_limits<double>::quiet_NaN();
  }

  static inline std::unique_ptr<Workplace> place_;
  static inline std::optional<sys::Exit> exit_;
};

}  // namespace folioscope::e2e
