// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/question.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

namespace folioscope::simulate {
namespace {

// Experiments that one thread takes at a time.
constexpr std::size_t kBatch = 25;
// So many standard errors off the goal are still put down to chance: about a hundred figures are
// judged at once, and all goals that are just met shall hold in 19 of 20 simulations.
constexpr double kErrors = 3;

std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// Numbers of one experiment: of the question's name, so that a new question changes no other. Mixed
// again, because Random's state is made of steps of the same generator: seeds that lie a step apart
// would share most of it.
std::uint64_t seed_of(const Question& question, std::uint64_t seed, std::size_t experiment) {
  const std::uint64_t of_question =
      SplitMix64(seed ^ hash_of(question.key + "/" + question.of)).next();
  return SplitMix64(of_question ^ SplitMix64(experiment).next()).next();
}

// The batches of all questions in their order, handed out to the threads.
class Batches {
 public:
  Batches(const std::vector<Question>& questions, const Course& course)
      : questions_(questions), course_(course), counts_(questions.size()) {}

  void work() {
    std::size_t current = questions_.size();
    Experiment experiment;
    for (std::size_t batch = next_++; batch < all() && !course_.stop.stop_requested();
         batch = next_++) {
      const std::size_t question = batch / per_question();
      if (question != current) experiment = questions_[current = question].make();
      keep(question, run(question, batch % per_question(), experiment));
    }
  }
  std::vector<Row> rows() const {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      const Question& question = questions_[i];
      rows.push_back({question.key, question.of, question.meaning, question.goal, counts_[i]});
    }
    return rows;
  }

 private:
  std::size_t per_question() const { return (course_.experiments + kBatch - 1) / kBatch; }
  std::size_t all() const { return per_question() * questions_.size(); }

  Count run(std::size_t question, std::size_t batch, const Experiment& experiment) const {
    Count count;
    const std::size_t end = std::min((batch + 1) * kBatch, course_.experiments);
    for (std::size_t i = batch * kBatch; i < end; ++i) {
      stats::Random random(seed_of(questions_[question], course_.seed, i));
      count += experiment(random);
    }
    return count;
  }
  void keep(std::size_t question, const Count& count) {
    const std::lock_guard lock(mutex_);
    counts_[question] += count;
    ++done_;
    if (course_.progress) course_.progress(done_, all());
  }

  const std::vector<Question>& questions_;
  const Course& course_;
  std::vector<Count> counts_;
  std::atomic<std::size_t> next_ = 0;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

double error_of(double share, std::uint64_t of) {
  return of == 0 ? 0 : std::sqrt(share * (1 - share) / static_cast<double>(of));
}

}  // namespace

double Row::figure() const {
  return count.of == 0 ? 0 : static_cast<double>(count.hits) / static_cast<double>(count.of);
}

double Row::error() const { return error_of(figure(), count.of); }

bool Row::holds() const {
  return figure() <= goal.most + kErrors * error_of(goal.most, count.of) &&
         figure() >= goal.least - kErrors * error_of(goal.least, count.of);
}

std::vector<Row> answer(const std::vector<Question>& questions, const Course& course) {
  Batches batches(questions, course);
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < course.jobs; ++i) threads.emplace_back([&] { batches.work(); });
  batches.work();
  for (std::thread& thread : threads) thread.join();
  if (course.stop.stop_requested()) return {};
  return batches.rows();
}

}  // namespace folioscope::simulate
