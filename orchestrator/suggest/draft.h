// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment about a patch, written for whoever has the patch and nothing else. Pure.
#pragma once

#include <string>
#include <vector>

#include "suggest/suggestion.h"

namespace folioscope::suggest {

struct Draft {
  std::string patch_key;    // of a variant: "patches", "mbox" or "lore"
  std::string patch_value;  // as it stands in the file: a path or a message id
  std::string subject;      // of the patch, for its name and its comment; may be empty
  std::string base;         // the value of `base:`, one line of YAML
  std::string base_reason;  // why this one, for a comment
  std::vector<Touched> touched;
  Suggestion suggestion;
};

// "mm/filemap: Retry fault by VMA lock" -> "retry-fault-by-vma-lock": letters, digits and `-`, at
// most 40; "patch" where nothing is left.
std::string name_of(const std::string& subject);

// The subject of a patch's text without its brackets: the mail's, else empty.
std::string subject_of(std::string_view text);

// The file as it is to be written. A test reads it back for every suggestion.
std::string experiment_text(const Draft& draft);

}  // namespace folioscope::suggest
