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

  bool operator==(const Note&) const = default;
};

inline std::string to_string(const Note& note) {
  return note.source.empty() ? note.text : note.source + ": " + note.text;
}

inline void append(std::vector<Note>& to, std::vector<Note> more) {
  for (Note& note : more) to.push_back(std::move(note));
}

}  // namespace folioscope::patches
