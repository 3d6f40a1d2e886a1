// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/holder_model.h"

#include <gtest/gtest.h>

namespace folioscope::models {
namespace {

compare::HolderRow row() {
  compare::HolderRow made;
  made.holder_class = "lru_batch";
  made.place = "folio_add_lru < <b>";
  made.share.scale = {100, "%", 1};
  made.share.variants.resize(2);
  made.share.variants[0] = {.variant = "stock", .outcome = compare::Outcome::Baseline};
  made.share.variants[0].summary.count = 6;
  made.share.variants[1] = {.variant = "patched", .outcome = compare::Outcome::Withheld};
  made.share.variants[1].summary.count = 6;
  made.share.variants[1].summary.mean = 0.5;
  made.failures = made.share;
  made.failures.scale = {1, "", 1};
  made.failures.variants[1].summary.mean = 41;
  made.variants = {{.failures_per_boot = 0, .comm = ""},
                   {.failures_per_boot = 41, .comm = "cat", .median_age_ns = 81'200'000.0}};
  return made;
}

TEST(Holders, SaysTheClassOnceAndTheNumbersOfEveryVariant) {
  HolderModel model(place_columns());
  model.set_rows(holder_cells({row()}));
  ASSERT_EQ(model.rowCount(), 2);
  const auto text = [&](int at, PlaceColumn column) {
    return model.data(model.index(at, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, PlaceColumn::Class), "lru_batch");
  EXPECT_EQ(text(1, PlaceColumn::Class), "");
  EXPECT_EQ(text(0, PlaceColumn::Stack), "folio_add_lru < <b>");
  EXPECT_EQ(text(1, PlaceColumn::Variant), "patched");
  EXPECT_EQ(text(1, PlaceColumn::Failures), "41.0");
  EXPECT_EQ(text(1, PlaceColumn::Share), "50.0 %");
  EXPECT_EQ(text(1, PlaceColumn::Difference), "withheld");
  EXPECT_EQ(text(1, PlaceColumn::Interval), "");
  EXPECT_EQ(text(1, PlaceColumn::Task), "cat");
  EXPECT_EQ(text(1, PlaceColumn::Age), "81.2 ms");
  EXPECT_EQ(text(0, PlaceColumn::Age), "");
}

TEST(Holders, ClassesSayOutcomeAndMeaning) {
  HolderModel model(class_columns());
  model.set_rows(holder_cells({row()}));
  const auto text = [&](int at, ClassColumn column) {
    return model.data(model.index(at, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, ClassColumn::Outcome), "");
  EXPECT_EQ(text(1, ClassColumn::Outcome), "withheld");
  EXPECT_EQ(text(0, ClassColumn::Meaning), "in a per-CPU folio_batch until that is drained");
}

}  // namespace
}  // namespace folioscope::models
