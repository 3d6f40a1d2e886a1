// SPDX-License-Identifier: GPL-3.0-or-later
// Something that a reader of results has to know about how a patch was taken: an offset, a part
// that was left out, a mail that was passed over. Never an error.
#pragma once

#include <string>
#include <vector>

namespace folioscope::patches {

struct Note {
  std::string source;  // as Diff::source; empty: of all steps
  std::string text;    // "mm/x.c: hunk 2 applied with fuzz 1, 14 lines further down"
  int step = -1;       // of the variant's steps; -1: of none of them alone
  int diff = -1;       // of the stack, where it is about applying one; else -1

  bool operator==(const Note&) const = default;
};

inline std::string to_string(const Note& note) {
  return note.source.empty() ? note.text : note.source + ": " + note.text;
}

inline std::vector<std::string> texts_of(const std::vector<Note>& notes) {
  std::vector<std::string> texts;
  texts.reserve(notes.size());
  for (const Note& note : notes) texts.push_back(to_string(note));
  return texts;
}

inline void append(std::vector<Note>& to, std::vector<Note> more) {
  for (Note& note : more) to.push_back(std::move(note));
}

}  // namespace folioscope::patches
