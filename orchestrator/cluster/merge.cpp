// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/merge.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/console_name.h"
#include "base/lock_state.h"
#include "base/unique_fd.h"
#include "cluster/choice.h"
#include "cluster/source.h"
#include "run/directory.h"
#include "store/cell_merger.h"

namespace folioscope::cluster {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShown = 10;  // of a list in a fault

// Up to kShown lines, and how many more there are.
std::string list_of(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), kShown); ++i) text += "\n  " + lines[i];
  if (lines.size() > kShown) text += fmt::format("\n  and {} more", lines.size() - kShown);
  return text;
}

// The directory in which a run is made. Removed with all that is in it, unless it was published.
class Workshop {
 public:
  // Faults: User (somebody merges into it now), Host.
  static Result<Workshop> open(const fs::path& out) {
    const fs::path path = out.string() + ".merging";
    if (is_locked(path / "lock"))
      return user_fault(fmt::format("another folioscope merges into {}", out.string()),
                        "wait for it to end, or name another --out");
    std::error_code error;
    fs::remove_all(path, error);  // what a killed one left
    TRY(run::Directory directory, run::Directory::create(path));
    return Workshop(std::move(directory));
  }
  Workshop(Workshop&& other) noexcept : directory_(std::exchange(other.directory_, std::nullopt)) {}
  Workshop& operator=(Workshop&&) = delete;
  ~Workshop() {
    std::error_code ignored;  // the next one removes what is left
    if (directory_) fs::remove_all(directory_->path(), ignored);
  }

  const run::Directory& directory() const { return *directory_; }
  // `out` becomes this directory; what was there is removed if it may be replaced.
  Status publish(const fs::path& out, bool replace);

 private:
  explicit Workshop(run::Directory directory) : directory_(std::move(directory)) {}
  std::optional<run::Directory> directory_;
};

Status sync_directory(const fs::path& directory) {
  const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd && ::fsync(fd.get()) == 0) return {};
  return host_fault(
      fmt::format("cannot write {} to the disk: {}", directory.string(), std::strerror(errno)));
}

Status Workshop::publish(const fs::path& out, bool replace) {
  const fs::path made = directory_->path();
  TRY_STATUS(sync_directory(made));
  const unsigned how = replace ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, out.c_str(), how) != 0) {
    if (errno == EEXIST)
      return user_fault(fmt::format("{} exists already", out.string()), "name another --out");
    return host_fault(fmt::format("cannot rename {} to {}: {}", made.string(), out.string(),
                                  std::strerror(errno)));
  }
  if (!replace) directory_.reset();  // else it names what `out` was, and is removed
  return sync_directory(fs::absolute(out).parent_path());
}

class Merge {
 public:
  explicit Merge(const MergeOptions& options) : options_(options) {}

  Result<Merged> run() {
    TRY_STATUS(look_at_out());
    TRY_STATUS(read_sources());
    TRY_STATUS(check_experiment());
    choice_ = choose(sources_);
    for (const std::string& note : choice_.notes) say(note);
    TRY_STATUS(check_twice());
    TRY(Workshop workshop, Workshop::open(options_.out));
    TRY_STATUS(fill(workshop.directory()));
    TRY_STATUS(copy_consoles(workshop.directory().path()));
    if (options_.stop.stop_requested()) return host_fault("interrupted");
    TRY_STATUS(workshop.publish(options_.out, replaced_.has_value()));
    return summary();
  }

 private:
  Status look_at_out();
  Status read_sources();
  Status check_experiment() const;
  Status check_twice() const;
  Status fill(const run::Directory& directory);
  Status copy_cells(store::CellMerger& merger);
  Status copy_consoles(const fs::path& directory) const;
  store::CellMerger::Ending ending() const;
  bool is_complete() const;
  Merged summary() const;

  void say(std::string text) const {
    if (options_.on_progress) options_.on_progress({.text = std::move(text), .milestone = true});
  }
  void report(CellId cell, std::size_t copied);

  const MergeOptions& options_;
  std::optional<run::Directory> replaced_;  // `out` as it was, locked
  std::vector<Source> sources_;
  Choice choice_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

Status Merge::look_at_out() {
  std::error_code error;
  if (!fs::exists(options_.out, error)) return {};
  if (!options_.update)
    return user_fault(fmt::format("{} exists already", options_.out.string()),
                      "name another --out, or add to it with --update");
  TRY(replaced_, run::Directory::open(options_.out));
  return {};
}

Status Merge::read_sources() {
  std::vector<std::string> names = options_.runs;
  if (replaced_) names.insert(names.begin(), options_.out.string());
  std::set<fs::path> seen;
  for (const std::string& name : names) {
    TRY(Source source, read_source(name));
    std::error_code error;
    if (!seen.insert(fs::canonical(source.store, error)).second) continue;  // named twice
    const fs::path lock = source.store.parent_path() / "lock";
    if (is_locked(lock) && !(replaced_ && lock == options_.out / "lock"))
      say(fmt::format("{} is being run: its boots so far are taken", name));
    sources_.push_back(std::move(source));
  }
  if (sources_.empty()) return user_fault("there is no run to merge", "name run directories");
  return {};
}

Status Merge::check_experiment() const {
  std::vector<std::string> found;
  for (std::size_t i = 1; i < sources_.size(); ++i)
    for (const std::string& difference : differences(sources_.front(), sources_[i]))
      found.push_back(fmt::format("{}: {}", sources_[i].name, difference));
  if (found.empty()) return {};
  return user_fault(fmt::format("these are no runs of one experiment; against {}:{}",
                                sources_.front().name, list_of(found)),
                    "merge runs of the same file, profile, seed and kernels only");
}

Status Merge::check_twice() const {
  std::vector<std::string> found;
  for (const Twice& twice : choice_.twice) {
    const Source& one = sources_[twice.chosen];
    const Source& other = sources_[twice.other];
    TRY(const bool same, store::is_same_cell(one.store, other.store, twice.cell, options_.stop));
    if (!same)
      found.push_back(
          fmt::format("cell {} in {} and in {}", twice.cell.value, one.name, other.name));
  }
  if (found.empty()) return {};
  return user_fault(
      fmt::format("{} cells were run twice and came out differently, and which of them counts "
                  "is not for a merge to choose:{}",
                  found.size(), list_of(found)),
      "leave out one of the runs");
}

bool Merge::is_complete() const {
  return choice_.cells.size() == sources_.front().cells.size() &&
         std::ranges::none_of(choice_.cells, [](const Chosen& chosen) {
           return chosen.row.status == CellStatus::HostError;
         });
}

// Of facts in which the hosts differ, each value once.
store::NamedValues joined_facts(const std::vector<Source>& sources) {
  store::NamedValues facts;
  for (const Source& source : sources)
    for (const auto& [name, value] : source.run.host) {
      const auto known = std::ranges::find(facts, name, &store::NamedValues::value_type::first);
      if (known == facts.end())
        facts.emplace_back(name, value);
      else if ((", " + known->second + ", ").find(", " + value + ", ") == std::string::npos)
        known->second += ", " + value;
    }
  return facts;
}

store::CellMerger::Ending Merge::ending() const {
  store::CellMerger::Ending ending{.started = sources_.front().run.started,
                                   .host = joined_facts(sources_)};
  HostTime last;
  for (const Source& source : sources_) {
    ending.started = std::min(ending.started, source.run.started);
    last = std::max(last, source.run.finished.value_or(HostTime{}));
  }
  for (const Chosen& chosen : choice_.cells)
    last = std::max(last, chosen.row.finished.value_or(HostTime{}));
  if (is_complete()) ending.finished = last;
  return ending;
}

Status Merge::fill(const run::Directory& directory) {
  TRY(const std::unique_ptr<store::CellMerger> merger,
      store::CellMerger::create(directory.store(), sources_.front().store, options_.stop));
  std::set<std::string> formats;
  for (const Chosen& chosen : choice_.cells) {
    const Source& source = sources_[chosen.source];
    const auto set = source.formats.find(chosen.cell);
    if (set != source.formats.end() && formats.insert(set->second).second)
      TRY_STATUS(merger->add_formats(source.store, set->second));
  }
  const Status copied = copy_cells(*merger);
  if (!copied && options_.stop.stop_requested()) return host_fault("interrupted");
  TRY_STATUS(copied);
  return merger->finish(ending());
}

Status Merge::copy_cells(store::CellMerger& merger) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    std::vector<CellId> cells;
    for (const Chosen& chosen : choice_.cells)
      if (chosen.source == i) cells.push_back(chosen.cell);
    TRY_STATUS(
        merger.add_cells(sources_[i].store, cells, [&](CellId cell) { report(cell, copied++); }));
  }
  return {};
}

void Merge::report(CellId cell, std::size_t copied) {
  if (!options_.on_progress) return;
  const std::size_t all = choice_.cells.size();
  const double spent =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  options_.on_progress({.text = fmt::format("cell {} ({} of {})", cell.value, copied + 1, all),
                        .seconds_left = copied == 0 ? -1
                                                    : spent / static_cast<double>(copied) *
                                                          static_cast<double>(all - copied)});
}

// A console that is not there is not missed by a report; how many are, is said.
Status Merge::copy_consoles(const fs::path& directory) const {
  std::size_t missing = 0;
  for (const Chosen& chosen : choice_.cells) {
    const Source& source = sources_[chosen.source];
    const auto names = source.consoles.find(chosen.cell);
    if (names == source.consoles.end()) continue;
    for (const std::string& name : names->second) {
      const fs::path from = source.store.parent_path() / name;
      std::error_code error;
      if (!is_console_name(name) || !fs::is_regular_file(fs::symlink_status(from, error))) {
        ++missing;
        continue;
      }
      fs::copy_file(from, directory / name, fs::copy_options::skip_existing, error);
      if (error)
        return host_fault(fmt::format("cannot copy {}: {}", from.string(), error.message()),
                          "free space, or name an --out on another disk");
    }
  }
  if (missing != 0)
    say(fmt::format("{} consoles are not in the directories of their runs", missing));
  return {};
}

Merged Merge::summary() const {
  Merged merged{.directory = options_.out, .complete = is_complete()};
  for (const Chosen& chosen : choice_.cells) ++merged.cells[chosen.row.status];
  const std::size_t planned = sources_.front().cells.size() - choice_.cells.size();
  if (planned != 0) merged.cells[CellStatus::Planned] = static_cast<int>(planned);
  return merged;
}

}  // namespace

Result<Merged> merge(const MergeOptions& options) {
  MergeOptions exact = options;
  exact.out = fs::absolute(options.out).lexically_normal();
  if (!exact.out.has_filename()) exact.out = exact.out.parent_path();  // "run/"
  return Merge(exact).run();
}

}  // namespace folioscope::cluster
