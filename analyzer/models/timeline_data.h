// SPDX-License-Identifier: GPL-3.0-or-later
// What a timeline shows of one boot: its outline at once, chunks of events and the histories of
// single pages as they are asked for. Everything is read in the background, piece by piece.
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "models/chunk_cache.h"
#include "models/event_density.h"
#include "models/store_queries.h"
#include "query/boot_outline.h"
#include "query/page_history.h"

namespace folioscope::models {

class TimelineData : public QObject {
  Q_OBJECT
 public:
  // Pages that are followed at a time, so that their lines fit a window.
  static constexpr std::size_t kMostPages = 12;

  explicit TimelineData(QObject* parent = nullptr);

  // Forgets what it had and reads the outline of another boot.
  void open(const std::filesystem::path& file, CellId cell);
  void close();
  // Null: not there yet.
  const query::BootOutline* outline() const { return outline_ ? &*outline_ : nullptr; }
  const ChunkCache& chunks() const { return chunks_; }

  // Reads what a picture of `span` with so many pixels lacks; what was wanted before is dropped.
  void want(const query::TimeSpan& span, int pixels);
  // Follows these pages instead of those before, kMostPages at most; histories that are there stay.
  void follow(const std::vector<std::uint64_t>& pfns);
  const std::vector<std::uint64_t>& followed() const { return followed_; }
  // Null: not read yet. By place in followed().
  const query::PageHistory* history(std::size_t at) const { return histories_.at(at).get(); }

  bool busy() const { return chunk_queries_.busy() || page_queries_.busy(); }

 Q_SIGNALS:
  void outline_changed();
  void changed();  // there is more to draw
  void busy_changed();
  void failed(const QString& what);

 private:
  struct Wanted {
    query::TimeSpan span;
    double pixel_ns = 1;
  };
  void take_outline(Result<query::BootOutline> outline);
  void ask_for_chunks();
  std::optional<query::ChunkRun> next_run();
  bool lacks(const query::CpuOutline& cpu, const store::ChunkSummary& chunk, bool events) const;
  bool events_fit() const;
  void take_chunks(const query::ChunkRun& run,
                   Result<std::map<std::int64_t, query::DecodedChunk>> chunks);
  void ask_for_page();

  std::filesystem::path file_;
  std::shared_ptr<const query::BootOutline> outline_;
  ChunkCache chunks_;
  std::set<ChunkCache::Key> unreadable_;
  std::optional<Wanted> wanted_;
  std::size_t next_cpu_ = 0;  // the CPUs get their pieces in turn
  std::vector<std::uint64_t> followed_;
  std::vector<std::shared_ptr<const query::PageHistory>> histories_;
  // Last: what they answer is of the members above.
  StoreQueries chunk_queries_, page_queries_;
};

}  // namespace folioscope::models
