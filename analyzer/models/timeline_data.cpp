// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timeline_data.h"

#include <algorithm>
#include <utility>

#include "models/qt_text.h"

namespace folioscope::models {
namespace {

// Chunks in one piece: 20 ms of work, and a stop request waits for no more than one of them.
constexpr std::size_t kChunksAtATime = 4;

}  // namespace

TimelineData::TimelineData(QObject* parent) : QObject(parent) {
  connect(&chunk_queries_, &StoreQueries::busy_changed, this, &TimelineData::busy_changed);
  connect(&page_queries_, &StoreQueries::busy_changed, this, &TimelineData::busy_changed);
}

void TimelineData::close() {
  chunk_queries_.cancel();
  page_queries_.cancel();
  outline_.reset();
  chunks_.clear();
  unreadable_.clear();
  wanted_.reset();
  followed_.clear();
  histories_.clear();
  Q_EMIT changed();
}

void TimelineData::open(const std::filesystem::path& file, CellId cell) {
  close();
  file_ = file;
  page_queries_.ask(
      file,
      [cell](store::Reader& reader, const std::stop_token&) {
        return query::load_outline(reader, cell);
      },
      [this](Result<query::BootOutline> outline) { take_outline(std::move(outline)); });
}

void TimelineData::take_outline(Result<query::BootOutline> outline) {
  if (!outline) {
    Q_EMIT failed(text(outline.fault().what));
    return;
  }
  outline_ = std::make_shared<const query::BootOutline>(*std::move(outline));
  Q_EMIT outline_changed();
  ask_for_chunks();
  ask_for_page();
}

void TimelineData::want(const query::TimeSpan& span, int pixels) {
  wanted_ = Wanted{span, static_cast<double>(span.length()) / std::max(pixels, 1)};
  ask_for_chunks();
}

// Whether the events of all chunks that would be drawn one by one can be kept.
bool TimelineData::events_fit() const {
  double bytes = 0;
  for (const query::CpuOutline& cpu : outline_->cpus)
    for (const store::ChunkSummary& chunk : cpu.chunks)
      if (wanted_->span.overlaps({chunk.first_ns, chunk.last_ns}) &&
          needed_detail(chunk, wanted_->pixel_ns) == Detail::Events)
        bytes += static_cast<double>(chunk.events) * 9;
  return bytes < static_cast<double>(chunks_.most_bytes()) * 0.8;
}

bool TimelineData::lacks(const query::CpuOutline& cpu, const store::ChunkSummary& chunk,
                         bool events) const {
  if (!wanted_->span.overlaps({chunk.first_ns, chunk.last_ns})) return false;
  if (unreadable_.contains({cpu.cpu, chunk.seq})) return false;
  const Detail needed = events ? needed_detail(chunk, wanted_->pixel_ns) : Detail::Profile;
  return known_detail(chunks_, cpu.cpu, chunk) < needed;
}

std::optional<query::ChunkRun> TimelineData::next_run() {
  const bool events = events_fit();
  for (std::size_t i = 0; i < outline_->cpus.size(); ++i) {
    const query::CpuOutline& cpu = outline_->cpus[(next_cpu_ + i) % outline_->cpus.size()];
    std::optional<query::ChunkRun> run;
    std::size_t chunks = 0;
    for (const store::ChunkSummary& chunk : cpu.chunks) {
      if (run && (chunks == kChunksAtATime || chunk.seq != run->last + 1)) break;
      if (!lacks(cpu, chunk, events)) {
        if (run) break;
        continue;
      }
      if (!run) run = query::ChunkRun{cpu.cpu, chunk.seq, chunk.seq, chunk.first_ns, chunk.last_ns};
      run->last = chunk.seq;
      run->min_ns = std::min(run->min_ns, chunk.first_ns);
      run->max_ns = std::max(run->max_ns, chunk.last_ns);
      ++chunks;
    }
    if (!run) continue;
    next_cpu_ = (next_cpu_ + i + 1) % outline_->cpus.size();
    return run;
  }
  return std::nullopt;
}

void TimelineData::ask_for_chunks() {
  if (!outline_ || !wanted_ || outline_->cpus.empty()) return;
  const auto run = next_run();
  if (!run) return chunk_queries_.cancel();
  chunk_queries_.ask(
      file_,
      [cell = outline_->cell, run = *run](store::Reader& reader, const std::stop_token& stop) {
        return query::read_chunks(reader, cell, run, stop);
      },
      [this, run = *run](Result<std::map<std::int64_t, query::DecodedChunk>> chunks) {
        take_chunks(run, std::move(chunks));
      });
}

void TimelineData::take_chunks(const query::ChunkRun& run,
                               Result<std::map<std::int64_t, query::DecodedChunk>> chunks) {
  if (!chunks) {
    for (std::int64_t seq = run.first; seq <= run.last; ++seq) unreadable_.insert({run.cpu, seq});
    Q_EMIT failed(text(chunks.fault().what));
  } else {
    for (auto& [seq, chunk] : *chunks) chunks_.put({run.cpu, seq}, std::move(chunk));
    Q_EMIT changed();
  }
  ask_for_chunks();
}

void TimelineData::follow(const std::vector<std::uint64_t>& pfns) {
  std::vector<std::uint64_t> wanted(
      pfns.begin(), pfns.begin() + static_cast<std::ptrdiff_t>(std::min(pfns.size(), kMostPages)));
  std::vector<std::shared_ptr<const query::PageHistory>> histories;
  for (const std::uint64_t pfn : wanted) {
    const auto known = std::ranges::find(followed_, pfn);
    histories.push_back(known == followed_.end()
                            ? nullptr
                            : histories_[static_cast<std::size_t>(known - followed_.begin())]);
  }
  followed_ = std::move(wanted);
  histories_ = std::move(histories);
  Q_EMIT changed();
  if (outline_) ask_for_page();
}

void TimelineData::ask_for_page() {
  const auto missing =
      std::ranges::find_if(histories_, [](const auto& history) { return history == nullptr; });
  if (missing == histories_.end()) return page_queries_.cancel();
  const std::uint64_t pfn = followed_[static_cast<std::size_t>(missing - histories_.begin())];
  page_queries_.ask(
      file_,
      [boot = outline_, pfn](store::Reader& reader, const std::stop_token& stop) {
        return query::load_page_history(reader, *boot, pfn, stop);
      },
      [this, pfn](Result<query::PageHistory> history) {
        if (!history) Q_EMIT failed(text(history.fault().what));
        // A page whose events cannot be read has none.
        auto made = std::make_shared<query::PageHistory>();
        made->pfn = pfn;
        if (history) *made = *std::move(history);
        if (const auto at = std::ranges::find(followed_, pfn); at != followed_.end())
          histories_[static_cast<std::size_t>(at - followed_.begin())] = std::move(made);
        Q_EMIT changed();
        ask_for_page();
      });
}

}  // namespace folioscope::models
