// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/scratch_repository.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace fs = std::filesystem;

ScratchRepository::ScratchRepository() {
  auto dir = TempDir::create("scratch-repository");
  EXPECT_TRUE(dir.ok());
  dir_.emplace(std::move(dir).value());
  fs::create_directories(path() / "mm");
  sh("git init -q -b main; seq -f 'line %g' 40 > mm/a.c; seq -f 'other line %g' 40 > mm/b.c;"
     "echo 'obj-y += a.o b.o' > mm/Makefile; echo 'obj-y += mm/' > Makefile; git add -A; git "
     "commit -qm base; git tag v1");
}

std::string ScratchRepository::sh(const std::string& script) const {
  sys::Command command;
  command.argv = {"sh", "-ec", script};
  command.cwd = path();
  command.env = {{"HOME", dir_->path().string()},
                 {"GIT_CONFIG_NOSYSTEM", "1"},
                 {"GIT_AUTHOR_NAME", "A U Thor"},
                 {"GIT_AUTHOR_EMAIL", "author@example.org"},
                 {"GIT_COMMITTER_NAME", "A U Thor"},
                 {"GIT_COMMITTER_EMAIL", "author@example.org"},
                 {"LC_ALL", "C"}};
  const auto exit = sys::run(command);
  if (!exit.ok() || !exit->ok()) {
    ADD_FAILURE() << script << "\n" << (exit.ok() ? exit->err : exit.fault().what);
    return {};
  }
  return std::string(sys::trim(exit->out));
}

void ScratchRepository::commit(const std::string& change, const std::string& subject) const {
  sh(change + "; git add -A; git commit -q --allow-empty -m '" + subject + "'");
}

ReadOriginal ScratchRepository::at(const std::string& revision) const {
  return [this, revision](const std::string& path) -> Result<std::optional<std::string>> {
    sys::Command command;
    command.argv = {"git", "-C", this->path().string(), "show", revision + ":" + path};
    TRY(sys::Exit exit, sys::run(command));
    if (!exit.ok()) return std::optional<std::string>();
    return std::optional(std::move(exit.out));
  };
}

Sources ScratchRepository::sources(const std::string& revision) const {
  return {git_dir(), sh("git rev-parse " + revision + "^{commit}"), dir_->path(),
          Network::Forbidden};
}

Result<Patched> ScratchRepository::apply(const std::vector<spec::PatchStep>& steps,
                                         const std::string& revision) const {
  TRY(Stack stack, read_stack(steps, sources(revision)));
  const ReadOriginal original = at(revision);
  TRY(Patched patched, apply_stack(stack.diffs, original));
  append(stack.notes, std::move(patched.notes));
  patched.notes = std::move(stack.notes);
  return patched;
}

std::string text_of(const std::vector<Note>& notes) {
  std::string text;
  for (const Note& note : notes) text += to_string(note) + "\n";
  return text;
}

std::string content_of(const Patched& patched, const std::string& path) {
  const auto found = std::ranges::find(patched.files, path, &PatchedFile::path);
  if (found == patched.files.end()) return "(untouched)";
  return found->content.value_or("(gone)");
}

}  // namespace folioscope::patches
