// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "store/cell_rows.h"
#include "store/index_chunks.h"
#include "store/json_columns.h"
#include "store/packed_text.h"
#include "store/page_codec.h"
#include "store/run_file.h"
#include "store/sqlite.h"

namespace folioscope::store {
namespace {

// Writes the schema and what is known before the first boot.
Status fill(Connection& db, const RunRow& run, const std::vector<MachineRow>& machines,
            const std::vector<WorkloadRow>& workloads, const std::vector<VariantRow>& variants,
            const std::vector<CellRow>& cells) {
  TRY(Transaction transaction, Transaction::begin(db));
  TRY_STATUS(make_schema(db));
  TRY_STATUS(insert_run(db, run));
  TRY_STATUS(insert_rows(db, machines));
  TRY_STATUS(insert_rows(db, workloads));
  TRY_STATUS(insert_rows(db, variants));
  TRY_STATUS(insert_planned(db, cells));
  return transaction.commit();
}

// Readers may look at any time and a power cut loses no finished cell: every commit is synced. The
// log is cut back after a large cell so that the run does not take twice its space.
Status prepare_for_writing(Connection& db) {
  return db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304");
}

Status make_visible(const std::filesystem::path& scratch, const std::filesystem::path& file) {
  if (::renameat2(AT_FDCWD, scratch.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) == 0)
    return {};
  int error = errno;
  ::unlink(scratch.c_str());
  if (error == EEXIST)
    return user_fault(fmt::format("{} exists already", file.string()),
                      "`folioscope resume` goes on with it; or name another directory");
  return host_fault(fmt::format("cannot create {}: {}", file.string(), std::strerror(error)));
}

enum class Check { HeaderOnly, Content };

Result<Connection> open_for_writing(const std::filesystem::path& file, Check check) {
  TRY_STATUS(check_run_file(file));
  TRY(Connection db, Connection::open(file, Connection::Mode::Write));
  if (check == Check::Content) TRY_STATUS(db.check_content());
  TRY_STATUS(migrate(db));
  return db;
}

Result<bool> is_finished(Connection& db) {
  TRY(Statement run, db.prepare("SELECT finished_host_ns FROM run"));
  TRY(bool row, run.step());
  return row && !run.null(0);
}

}  // namespace

struct Writer::Impl {
  Connection db;

  explicit Impl(Connection connection) : db(std::move(connection)) {}

  Status write_chunks(const CellRow& cell, const PackedSource& chunks);
  // Inside a transaction.
  Status fill_cell(const CellRecord& record, const PackedSource& chunks);
  Status write_cell(const CellRecord& record, const PackedSource& chunks);
  Status add_cell(const AddedCell& cell, const PackedSource& chunks);
  // What has the key already stays.
  Status write_text(const char* table, const std::string& key, std::string_view text);
};

Result<std::unique_ptr<Writer>> Writer::create(const std::filesystem::path& file, const RunRow& run,
                                               const std::vector<MachineRow>& machines,
                                               const std::vector<WorkloadRow>& workloads,
                                               const std::vector<VariantRow>& variants,
                                               const std::vector<CellRow>& cells) {
  // Built beside and renamed: a run file is never seen without its rows.
  std::filesystem::path scratch = file;
  scratch += kUnfinishedSuffix;
  ::unlink(scratch.c_str());
  {
    TRY(Connection db, Connection::open(scratch, Connection::Mode::Create));
    if (Status status = fill(db, run, machines, workloads, variants, cells); !status.ok()) {
      ::unlink(scratch.c_str());
      return status.fault();
    }
  }
  TRY_STATUS(make_visible(scratch, file));
  TRY(Connection db, Connection::open(file, Connection::Mode::Write));
  TRY_STATUS(prepare_for_writing(db));
  return std::unique_ptr<Writer>(new Writer(std::make_unique<Impl>(std::move(db))));
}

Result<std::unique_ptr<Writer>> Writer::reopen(const std::filesystem::path& file) {
  TRY(Connection db, open_for_writing(file, Check::Content));
  TRY(bool finished, is_finished(db));
  if (finished)
    return user_fault(fmt::format("{} is finished", file.string()),
                      "look at it with `folioscope report`; `folioscope run` makes a new one");
  TRY_STATUS(prepare_for_writing(db));
  return std::unique_ptr<Writer>(new Writer(std::make_unique<Impl>(std::move(db))));
}

Result<std::unique_ptr<Writer>> Writer::reopen_finished(const std::filesystem::path& file) {
  TRY(Connection db, open_for_writing(file, Check::HeaderOnly));
  TRY(bool finished, is_finished(db));
  if (!finished)
    return user_fault(fmt::format("{} is not finished", file.string()),
                      "`folioscope resume` runs what is missing");
  return std::unique_ptr<Writer>(new Writer(std::make_unique<Impl>(std::move(db))));
}

Result<std::unique_ptr<Writer>> Writer::reopen_to_add(const std::filesystem::path& file) {
  TRY(Connection db, open_for_writing(file, Check::HeaderOnly));
  TRY_STATUS(prepare_for_writing(db));
  return std::unique_ptr<Writer>(new Writer(std::make_unique<Impl>(std::move(db))));
}

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Writer::~Writer() = default;

Status Writer::store_symbols(const std::string& kernel_hash, std::string_view system_map) {
  return impl_->write_text("kernel_symbols", kernel_hash, system_map);
}

Status Writer::store_config(const std::string& kernel_hash, std::string_view config) {
  return impl_->write_text("kernel_config", kernel_hash, config);
}

Status Writer::store_patch(const std::string& sha256, std::string_view text) {
  return impl_->write_text("patch_text", sha256, text);
}

Status Writer::Impl::write_text(const char* table, const std::string& key, std::string_view text) {
  TRY(const std::vector<std::byte> packed, pack_text(text));
  TRY(Statement insert, db.prepare(fmt::format("INSERT OR IGNORE INTO {} VALUES(?1, ?2)", table)));
  return insert.run(key, std::span<const std::byte>(packed));
}

Status Writer::Impl::write_chunks(const CellRow& cell, const PackedSource& chunks) {
  TRY(Statement insert, db.prepare("INSERT INTO page_chunk VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)"));
  TRY(Statement index, db.prepare("INSERT INTO chunk_index VALUES(?1,?2,?3,?4)"));
  while (true) {
    TRY(const std::optional<PackedChunk> chunk, chunks());
    if (!chunk) return {};
    TRY_STATUS(check_place(cell, chunk->cpu, chunk->seq));
    TRY_STATUS(insert.run(cell.id, chunk->cpu, chunk->seq, chunk->pages, chunk->events,
                          stored_time(chunk->first), stored_time(chunk->last), kPageCodec,
                          std::span<const std::byte>(chunk->data)));
    if (!chunk->index.empty())
      TRY_STATUS(
          index.run(cell.id, chunk->cpu, chunk->seq, std::span<const std::byte>(chunk->index)));
  }
}

Status Writer::Impl::fill_cell(const CellRecord& record, const PackedSource& chunks) {
  TRY_STATUS(fill_planned(db, record.cell));
  if (record.formats) TRY_STATUS(attach_formats(db, record.cell.id, *record.formats));
  if (chunks) TRY_STATUS(write_chunks(record.cell, chunks));
  return insert_belongings(db, record);
}

Status Writer::Impl::write_cell(const CellRecord& record, const PackedSource& chunks) {
  TRY(Transaction transaction, Transaction::begin(db));
  TRY_STATUS(fill_cell(record, chunks));
  return transaction.commit();
}

Status Writer::Impl::add_cell(const AddedCell& cell, const PackedSource& chunks) {
  TRY(Transaction transaction, Transaction::begin(db));
  TRY_STATUS(insert_rows(db, cell.machines));
  TRY_STATUS(insert_rows(db, cell.workloads));
  TRY_STATUS(insert_rows(db, cell.variants));
  TRY_STATUS(insert_planned(db, {cell.record.cell}));
  TRY_STATUS(fill_cell(cell.record, chunks));
  return transaction.commit();
}

Status Writer::commit_cell(const CellRecord& record, const ChunkSource& chunks) {
  return commit_packed(record,
                       chunks ? packing(record.cell, chunks, record.formats) : PackedSource());
}

Status Writer::commit_packed(const CellRecord& record, const PackedSource& chunks) {
  TRY_STATUS(check_record(record));
  Status status = impl_->write_cell(record, chunks);
  // What was written before the failure still fills the log: give its space back at once.
  if (!status.ok()) impl_->db.fold_log();
  return status;
}

Status Writer::add_cell(const AddedCell& cell, const PackedSource& chunks) {
  TRY_STATUS(check_record(cell.record));
  Status status = impl_->add_cell(cell, chunks);
  if (!status.ok()) impl_->db.fold_log();
  return status;
}

Status Writer::replace_derived(CellId cell, const DerivedRows& rows) {
  TRY(Transaction transaction, Transaction::begin(impl_->db));
  for (const char* table : kDerivedTables) {
    TRY(Statement clear,
        impl_->db.prepare(fmt::format("DELETE FROM {} WHERE cell_id = ?1", table)));
    TRY_STATUS(clear.run(cell));
  }
  TRY_STATUS(insert_derived(impl_->db, cell, rows.metrics, rows.distributions));
  TRY_STATUS(insert_anomalies(impl_->db, cell, rows.anomalies));
  TRY_STATUS(insert_stacks(impl_->db, cell, rows.stacks));
  TRY_STATUS(insert_references(impl_->db, cell, rows.references));
  TRY_STATUS(insert_operations(impl_->db, cell, rows.operations));
  TRY_STATUS(insert_page_rows(impl_->db, cell, rows.page_rows));
  return transaction.commit();
}

Status Writer::index_chunks(CellId cell) {
  TRY(Transaction transaction, Transaction::begin(impl_->db));
  TRY_STATUS(index_stored_chunks(impl_->db, cell));
  return transaction.commit();
}

Status Writer::mark_not_needed(const std::vector<CellId>& cells, const std::string& reason) {
  TRY(Transaction transaction, Transaction::begin(impl_->db));
  TRY_STATUS(store::mark_not_needed(impl_->db, cells, reason));
  return transaction.commit();
}

Status Writer::reset_cells(const std::vector<CellStatus>& statuses) {
  TRY(Transaction transaction, Transaction::begin(impl_->db));
  for (CellStatus status : statuses)
    if (status != CellStatus::Planned) TRY_STATUS(plan_again(impl_->db, status));
  return transaction.commit();
}

Status Writer::finish(HostTime now) {
  {
    TRY(Transaction transaction, Transaction::begin(impl_->db));
    TRY(Statement update, impl_->db.prepare("UPDATE run SET finished_host_ns = ?1"));
    TRY_STATUS(update.run(now));
    TRY_STATUS(make_indexes(impl_->db));
    TRY_STATUS(transaction.commit());
  }
  impl_->db.settle();
  return {};
}

}  // namespace folioscope::store
