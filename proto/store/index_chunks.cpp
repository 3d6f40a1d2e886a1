// SPDX-License-Identifier: GPL-3.0-or-later
// The indexes of chunks that are stored already.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/chunk_index.h"
#include "store/index_chunks.h"
#include "store/page_codec.h"
#include "store/reader_impl.h"

namespace folioscope::store {
namespace {

// Nothing: the cell has no formats.
Result<std::optional<FormatSet>> formats_of(Connection& db, CellId cell) {
  TRY(Statement set, db.prepare("SELECT s.id, s.header_page FROM cell c JOIN format_set s "
                                "ON s.id = c.format_set WHERE c.id = ?1"));
  set.bind(cell);
  TRY(const bool found, set.step());
  if (!found) return std::optional<FormatSet>();
  FormatSet formats{.header_page = set.text(1), .formats = {}};
  TRY(formats.formats,
      collect(
          db, "SELECT system, name, text FROM event_format WHERE format_set = ?1 ORDER BY event_id",
          [](const Statement& row) {
            return EventFormatRow{row.text(0), row.text(1), row.text(2)};
          },
          set.integer(0)));
  return std::optional(std::move(formats));
}

}  // namespace

Status index_stored_chunks(Connection& db, CellId cell) {
  TRY(const std::optional<FormatSet> formats, formats_of(db, cell));
  TRY(Statement clear, db.prepare("DELETE FROM chunk_index WHERE cell_id = ?1"));
  TRY_STATUS(clear.run(cell));
  if (!formats) return {};
  ChunkIndexer indexer(*formats);
  PageDecoder decoder;
  TRY(Statement insert, db.prepare("INSERT INTO chunk_index VALUES(?1,?2,?3,?4)"));
  TRY(Statement chunks,
      db.prepare("SELECT p.cpu, p.seq, p.pages, p.events, p.codec, p.data, c.page_size "
                 "FROM page_chunk p JOIN cell c ON c.id = p.cell_id WHERE p.cell_id = ?1 "
                 "ORDER BY p.cpu, p.seq"));
  chunks.bind(cell);
  while (true) {
    TRY(const bool row, chunks.step());
    if (!row) return {};
    PageShape shape{.pages = static_cast<std::size_t>(chunks.integer(2))};
    if (!chunks.null(6)) shape.page_size = static_cast<std::size_t>(chunks.integer(6));
    const auto packed = chunks.blob(5);
    TRY(const auto pages, decoder.decode(small_integer(chunks, 4), packed, shape));
    const PageChunk chunk{.events = chunks.integer(3), .pages = {pages.begin(), pages.end()}};
    const std::vector<std::byte> index = indexer.index(chunk, shape.page_size, packed.size());
    if (!index.empty())
      TRY_STATUS(insert.run(cell, chunks.integer(0), chunks.integer(1),
                            std::span<const std::byte>(index)));
  }
}

}  // namespace folioscope::store
