// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the events of a run, chunk by chunk; those that come next are decoded on other cores
// meanwhile. Internal to store/.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/chunk_index.h"
#include "store/decode_ahead.h"
#include "store/event_catalog.h"
#include "store/page_codec.h"
#include "store/sqlite.h"
#include "trace/page.h"

namespace folioscope::store {

// What may be skipped. Unset, no names: anything. Times are stored times (cell_rows.h), bounds
// included. A scan leaves out whole chunks without such a pid (common_pid) or pfn; of other chunks
// it gives events of any.
struct EventFilter {
  std::optional<std::int64_t> cell, cpu;
  std::optional<std::int64_t> min_ns, max_ns;
  std::vector<std::string> names;
  std::optional<std::int64_t> pid, pfn;
};

// Events that no query can tell apart by cell, CPU and name.
struct EventTally {
  std::int64_t cell = 0, cpu = 0;
  int name_id = -1;  // -1: no format has this type
  std::int64_t count = 0;
};

// Must not outlive the catalog and the connection.
class EventScan {
 public:
  static Result<EventScan> open(Connection& db, const EventCatalog& catalog, EventFilter filter,
                                std::stop_token stop);

  // Goes to the next event; false at the end. A damaged page ends where its damage begins: what it
  // lost is in the table `anomaly`.
  Result<bool> next();
  // Instead: counts all of them, ordered by cell, CPU and name_id. The filter must not have bounds
  // of time, pid or pfn. The pages of a chunk with an index are not read.
  Result<std::vector<EventTally>> tally();

  std::int64_t cell() const { return chunk_.cell; }
  std::int64_t cpu() const { return chunk_.cpu; }
  std::int64_t seq() const { return chunk_.seq; }
  std::int64_t time_ns() const { return time_ns_; }
  // Events of this CPU were lost between the one before and this, says the page that begins here.
  bool after_loss() const { return after_loss_; }
  const EventKind* kind() const { return kind_; }  // null: no format has this type
  std::span<const std::byte> record() const { return record_.data; }
  const EventCatalog& catalog() const { return *catalog_; }
  // Numbers the events of a run, the same in every scan (the OR of two conditions relies on it).
  std::int64_t rowid() const;

 private:
  struct Statements {
    Statement chunks, pages;
  };
  EventScan(const EventCatalog& catalog, EventFilter filter, Statements statements,
            std::stop_token stop);
  struct Chunk {
    std::int64_t cell = 0, cpu = 0, seq = 0;
    PageShape shape;
    const EventSet* set = nullptr;
    std::optional<ChunkIndex> index;
  };
  // The next chunk that can have wanted events, without its pages; nothing at the end.
  Result<std::optional<Chunk>> next_chunk();
  Chunk chunk_at(const Statement& row) const;
  Result<StoredChunk> packed(const Chunk& chunk);
  std::optional<WantedTypes> wanted_types(const EventSet* set);
  // Goes to the next chunk, with its pages; false at the end.
  Result<bool> enter_chunk();
  void look_ahead();
  Result<std::span<const std::byte>> take_pages();
  bool next_page();
  bool wanted() const;
  bool is_named(const EventKind* kind) const;
  bool can_match(const Chunk& chunk) const;

  const EventCatalog* catalog_;
  EventFilter filter_;
  std::vector<char> named_;  // by name_id: has the wanted name
  Statements statements_;
  std::stop_token stop_;
  std::optional<WantedTypes> types_;  // of types_of_; unset: all
  const EventSet* types_of_ = nullptr;

  std::unique_ptr<DecodeAhead> ahead_;
  std::deque<Chunk> coming_;  // what is in ahead_
  std::size_t look_ = 1;      // so many chunks at most: who wants a few events waits for no more
  Status end_of_look_;        // the fault that ended it
  bool all_seen_ = false;

  Chunk chunk_;  // the one at hand
  std::int64_t index_ = -1;
  std::span<const std::byte> pages_;  // those of the chunk not walked yet
  trace::PageCursor cursor_;
  trace::Record record_;
  std::int64_t time_ns_ = 0;
  bool page_after_loss_ = false;  // not yet told with an event
  bool after_loss_ = false;
  const EventKind* kind_ = nullptr;
};

}  // namespace folioscope::store
