// SPDX-License-Identifier: GPL-3.0-or-later
// What an experiment file may look like, as values: the keys of each section and the form of what
// stands behind them. A section's table stands beside its reader. `Fields` refuses what the table
// does not have, and schema.h makes of all tables what editors check and complete with. A form says
// what can be seen in the value alone; whether a file exists, or sums add up, is for the reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace folioscope::spec {

struct Range {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

struct Keys;

struct Form {
  enum class Kind {
    Single,  // any single value: a text, a number, true
    Text,    // one that cannot be taken for a number or a truth
    Word,    // one of `words`
    Count,   // a whole number in `range`
    Number,
    Flag,
    Nothing,  // a key with no value
    List,     // `range` times parts[0]
    Map,      // the keys of `keys`
    Named,    // `range` keys that the user makes up, parts[0] behind each
    Either,   // one of `parts`
  };
  // A table may be part of itself, by a way round; hence not the table, but who returns it.
  using KeysOf = const Keys& (*)();

  Kind kind = Kind::Single;
  Range range = {};
  // Regular expression of a Single where that is no number, of a Text, of the keys of Named; or
  // none.
  std::string pattern = {};
  std::string bounds = {};  // of a Text, in words
  std::vector<std::string> words = {};
  std::vector<Form> parts = {};
  KeysOf keys = nullptr;

  static Form single(std::string pattern = {});  // not empty
  static Form maybe_empty();                     // a single value that may be ""
  static Form name();                            // read_name
  static Form text(std::string pattern);
  static Form size(Range bytes, std::string_view suffix = {});  // read_size
  static Form duration();                                       // read_duration_ms
  static Form word(std::vector<std::string> words);
  static Form count(Range range);
  static Form number();
  static Form flag();
  static Form nothing();
  static Form map(KeysOf keys);
  static Form named(Form value, std::string pattern, Range range);
  static Form either(std::vector<Form> forms);
  static Form list(Form item, std::size_t most = kAny);
  static Form list_or_one(Form item, std::size_t most = kAny);  // ListForm::OrOneScalar
  static Form sweep();                                          // read_sweep

  static constexpr std::size_t kAny = SIZE_MAX;
};

struct KeyRow {
  std::string_view key;
  Form form;
  std::string about;       // for whoever writes the file; with the unit
  std::string usual = {};  // what holds without the key, as the file would say it; empty: nothing
};

struct Keys {
  using Names = std::vector<std::string_view>;
  using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

  std::string_view section;
  std::vector<KeyRow> rows;
  Names required = {};
  Names in_profiles = {};  // required, but the profiles of an experiment may have them instead
  Names one_of = {};       // exactly one of them
  Pairs needs = {};        // the first goes only with the second
  Pairs apart = {};        // not both

  // nullptr: there is none.
  const KeyRow* find(std::string_view key) const;
  std::vector<std::string> names() const;
};

// Patterns are of the subset that RE2, of the readers, and ECMA 262, of schemas, have in common.
bool fits(std::string_view text, const char* pattern);
// A name that becomes part of file and domain names; how long it is, is limits::kNameLength.
inline constexpr const char* kNamePattern = "^[A-Za-z0-9_][A-Za-z0-9._-]*$";
// A C identifier.
inline constexpr const char* kWordPattern = "^[A-Za-z_][A-Za-z0-9_]*$";

}  // namespace folioscope::spec
