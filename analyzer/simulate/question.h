// SPDX-License-Identifier: GPL-3.0-or-later
// One figure of the table: what is asked, what the answer must be, and the experiment that is made
// again and again to find it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "simulate/families.h"
#include "stats/random.h"

namespace folioscope::simulate {

// What one experiment adds to the figure, which is hits / of.
struct Count {
  std::uint64_t hits = 0, of = 0;
  std::uint64_t apart = 0;  // could not be asked: no interval where all values are equal

  Count& operator+=(const Count& other) {
    hits += other.hits;
    of += other.of;
    apart += other.apart;
    return *this;
  }
  bool operator==(const Count&) const = default;
};

// Shares in [0, 1].
struct Goal {
  double least = 0, most = 1;

  bool none() const { return least <= 0 && most >= 1; }  // shown, not judged
};

using Experiment = std::function<Count(stats::Random&)>;

struct Question {
  std::string key;      // in JSON: "coverage"
  std::string of;       // which one under the key, unique there: "normal", "n=6"
  std::string meaning;  // of the key, in words
  Goal goal;
  // An experiment of one thread's own: what it may use again (relabelings) it keeps.
  std::function<Experiment()> make;
};

struct Row {
  std::string key, of, meaning;
  Goal goal;
  Count count;

  double figure() const;  // 0 where nothing could be asked
  // Standard error of the figure, as of independent experiments.
  double error() const;
  // The goal is not refuted: the figure misses it by no more than three of the standard errors that
  // a figure at the goal has. What may never be is not held by any margin.
  bool holds() const;
};

struct Course {
  std::size_t experiments = 2000;  // per question
  std::uint64_t seed = 1;
  unsigned jobs = 1;  // threads; the figures do not depend on it
  std::function<void(std::size_t done, std::size_t all)> progress =
      {};  // on any thread, one at a time
  std::stop_token stop = {};
};
// A row per question; nothing after a stop request.
std::vector<Row> answer(const std::vector<Question>& questions, const Course& course);

}  // namespace folioscope::simulate
