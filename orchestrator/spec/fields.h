// SPDX-License-Identifier: GPL-3.0-or-later
// Typed reading of YAML nodes. Every reader says what is wrong at the node's place and returns
// nothing then; callers go on with the next field, so one pass finds every mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "spec/diagnostics.h"
#include "spec/form.h"
#include "spec/yaml.h"

namespace folioscope::spec {

// A map of known keys. Construction refuses a node that is no map, and says which keys are unknown,
// doubled or missing. `node`, `known` and `diagnostics` must outlive it.
class Fields {
 public:
  Fields(const Node& node, std::string_view what, const Keys& known, Diagnostics& diagnostics);

  // `known` has to have the key: nothing is read that editors would call unknown.
  const Node* find(std::string_view key) const;
  void say_missing(std::string_view key) const;
  // Where the key stands; the map's own place when it is missing.
  Place key_place(std::string_view key) const;
  bool is_map() const { return node_.kind == Node::Kind::Map; }

 private:
  const Node& node_;
  std::string what_;
  const Keys& known_;
  Diagnostics& diagnostics_;
};

std::optional<std::string> read_text(const Node& node, std::string_view what, Diagnostics& out);
// A name that becomes part of file and domain names (kNamePattern).
std::optional<std::string> read_name(const Node& node, std::string_view what, Diagnostics& out);
std::optional<std::uint64_t> read_count(const Node& node, std::string_view what, Range range,
                                        Diagnostics& out);
// "512MiB": a whole number and KiB, MiB or GiB. With `suffix` "/s" a rate.
std::optional<Bytes> read_size(const Node& node, std::string_view what, Range bytes,
                               Diagnostics& out, std::string_view suffix = {});
// "90s": a whole number and ms, s, min or h.
inline constexpr const char* kDurationBounds = "from 1ms to 24h";
std::optional<std::uint32_t> read_duration_ms(const Node& node, std::string_view what,
                                              Diagnostics& out);
// The items of a list; a single scalar counts as a list of one when `or_one` says so.
enum class ListForm { ListOnly, OrOneScalar };
std::vector<const Node*> read_list(const Node& node, std::string_view what, ListForm form,
                                   Diagnostics& out);
// `true` or `false`; false after a diagnostic.
bool read_flag(const Node& node, std::string_view what, Diagnostics& out);
// Says when there are more `things` than `most`; false then.
bool check_most(Place at, std::size_t count, std::size_t most, std::string_view things,
                Diagnostics& out);
// One value, or a list of different values.
inline constexpr std::size_t kMaxSweep = 256;
std::vector<std::string> read_sweep(const Node& node, std::string_view what, Diagnostics& out);

// "512MiB", the largest unit that divides evenly.
std::string to_string(Bytes size);

}  // namespace folioscope::spec
