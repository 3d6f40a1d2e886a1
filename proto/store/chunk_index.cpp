// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/chunk_index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "store/cell_rows.h"
#include "trace/page.h"

namespace folioscope::store {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint32_t kIndexVersion = 1;
constexpr std::uint32_t kMostHashes = 8;
constexpr std::size_t kWordBits = 64;

// splitmix64, https://prng.di.unimi.it/splitmix64.c: every bit depends on every bit.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

// Where a value is looked for: one hash gives them all (Kirsch and Mitzenmacher 2006).
class Places {
 public:
  Places(std::int64_t value, std::uint64_t bits) : bits_(bits) {
    const std::uint64_t hash = mixed(static_cast<std::uint64_t>(value));
    at_ = static_cast<std::uint32_t>(hash);
    step_ = static_cast<std::uint32_t>(hash >> 32) | 1;
  }
  std::uint64_t next() {
    const std::uint64_t place = at_ * bits_ >> 32;
    at_ += step_;
    return place;
  }

 private:
  std::uint64_t bits_;  // at most 2^32
  std::uint32_t at_ = 0, step_ = 0;
};

template <class T>
void put(std::vector<std::byte>& bytes, T value) {
  const std::size_t at = bytes.size();
  bytes.resize(at + sizeof value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// Takes values off the front of a record; 0 once it is too short.
class Taker {
 public:
  explicit Taker(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  T take() {
    T value{};
    if (bytes_.size() < sizeof value) {
      short_ = true;
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
    return value;
  }
  std::size_t left() const { return bytes_.size(); }
  bool whole() const { return !short_ && bytes_.empty(); }

 private:
  std::span<const std::byte> bytes_;
  bool short_ = false;
};

bool named_pfn(std::string_view name) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::ranges::equal(name, std::string_view("pfn"), same);
}

}  // namespace

ValueFilter ValueFilter::of(std::span<const std::int64_t> different_values) {
  const std::size_t count = different_values.size();
  if (count == 0) return {};
  // 1 % takes 9.6 bits a value; the best number of hashes is bits a value x ln 2.
  std::size_t bits = (count * 96 / 10 + kWordBits) / kWordBits * kWordBits;
  bits = std::min(bits, kMostBits);
  const auto hashes = std::clamp(static_cast<std::uint32_t>(bits * 693 / 1000 / count),
                                 std::uint32_t{1}, kMostHashes);
  std::vector<std::uint64_t> words(bits / kWordBits);
  for (const std::int64_t value : different_values) {
    Places places(value, bits);
    for (std::uint32_t i = 0; i < hashes; ++i) {
      const std::uint64_t place = places.next();
      words[place / kWordBits] |= std::uint64_t{1} << place % kWordBits;
    }
  }
  return {hashes, std::move(words)};
}

bool ValueFilter::may_have(std::int64_t value) const {
  if (hashes_ == 0) return true;
  if (words_.empty()) return false;
  Places places(value, words_.size() * kWordBits);
  for (std::uint32_t i = 0; i < hashes_; ++i) {
    const std::uint64_t place = places.next();
    if ((words_[place / kWordBits] >> place % kWordBits & 1) == 0) return false;
  }
  return true;
}

std::uint64_t ChunkIndex::checksum(std::span<const std::byte> bytes) {
  std::uint64_t sum = mixed(bytes.size() + 1);
  for (std::size_t at = 0; at < bytes.size(); at += sizeof sum) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
    sum = mixed(sum ^ word);
  }
  return sum;
}

std::vector<std::byte> ChunkIndex::write(const ChunkSize& chunk) const {
  std::vector<std::byte> bytes;
  put(bytes, kIndexVersion);
  put(bytes, static_cast<std::uint32_t>(types.size()));
  put(bytes, chunk.events);
  put(bytes, chunk.packed_bytes);
  for (const Type& type : types) {
    put(bytes, std::uint64_t{type.id});
    put(bytes, type.events);
    put(bytes, type.first_ns);
    put(bytes, type.last_ns);
  }
  for (const ValueFilter* filter : {&pids, &pfns}) {
    put(bytes, filter->hashes_);
    put(bytes, static_cast<std::uint32_t>(filter->words_.size() * kWordBits));
    for (const std::uint64_t word : filter->words_) put(bytes, word);
  }
  put(bytes, checksum(bytes));
  return bytes;
}

std::optional<ChunkIndex> ChunkIndex::read(std::span<const std::byte> data,
                                           const ChunkSize& chunk) {
  if (data.size() < sizeof(std::uint64_t)) return std::nullopt;
  const auto body = data.first(data.size() - sizeof(std::uint64_t));
  if (Taker(data.last(sizeof(std::uint64_t))).take<std::uint64_t>() != checksum(body))
    return std::nullopt;
  Taker from(body);
  if (from.take<std::uint32_t>() != kIndexVersion) return std::nullopt;
  const auto types = from.take<std::uint32_t>();
  const auto events = from.take<std::int64_t>();
  if (ChunkSize{events, from.take<std::int64_t>()} != chunk || types > kMostTypes)
    return std::nullopt;
  ChunkIndex index;
  std::uint64_t counted = 0;
  for (std::uint32_t i = 0; i < types; ++i) {
    const auto id = from.take<std::uint64_t>();
    const auto of_type = from.take<std::int64_t>();
    const auto first = from.take<std::int64_t>();
    const bool rises = index.types.empty() || id > index.types.back().id;
    if (!rises || id > std::numeric_limits<std::uint16_t>::max() || of_type <= 0)
      return std::nullopt;
    index.types.push_back(
        {static_cast<std::uint16_t>(id), of_type, first, from.take<std::int64_t>()});
    counted += static_cast<std::uint64_t>(of_type);
  }
  if (counted != static_cast<std::uint64_t>(chunk.events)) return std::nullopt;
  for (ValueFilter* filter : {&index.pids, &index.pfns}) {
    filter->hashes_ = from.take<std::uint32_t>();
    const auto bits = from.take<std::uint32_t>();
    if (bits % kWordBits != 0 || bits > ValueFilter::kMostBits || bits / 8 > from.left() ||
        filter->hashes_ > kMostHashes)
      return std::nullopt;
    filter->words_.resize(bits / kWordBits);
    for (std::uint64_t& word : filter->words_) word = from.take<std::uint64_t>();
  }
  return from.whole() ? std::optional(std::move(index)) : std::nullopt;
}

void ChunkIndexer::Values::clear() {
  std::ranges::fill(slots_, 0);
  count_ = 0;
  zero_ = false;
  latest_ = 0;
}

void ChunkIndexer::Values::add(std::int64_t value) {
  if (value == 0) {
    zero_ = true;
    return;
  }
  if (value == std::exchange(latest_, value)) return;
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = mixed(static_cast<std::uint64_t>(value)) & mask;
  while (slots_[at] != 0 && slots_[at] != value) at = (at + 1) & mask;
  if (slots_[at] == value) return;
  slots_[at] = value;
  if (++count_ * 2 > slots_.size()) grow();
}

void ChunkIndexer::Values::grow() {
  std::vector<std::int64_t> old(slots_.size() * 2);
  old.swap(slots_);
  count_ = 0;
  latest_ = 0;  // it is put in again, too
  for (const std::int64_t value : old)
    if (value != 0) add(value);
}

std::vector<std::int64_t> ChunkIndexer::Values::all() const {
  std::vector<std::int64_t> values;
  values.reserve(count_ + 1);
  std::ranges::copy_if(slots_, std::back_inserter(values), [](std::int64_t v) { return v != 0; });
  if (zero_) values.push_back(0);
  return values;
}

ChunkIndexer::ChunkIndexer(const FormatSet& formats) {
  if (auto layout = trace::parse_header_page(formats.header_page)) layout_ = *layout;
  for (const EventFormatRow& row : formats.formats) {
    const auto format = trace::parse_event_format(row.system, row.text);
    if (!format) continue;  // counted as format_not_understood; its events have no fields
    if (fields_.size() <= format->id) fields_.resize(format->id + std::size_t{1});
    Fields& fields = fields_[format->id];
    fields.fixed_size = format->fixed_size;
    for (const trace::Field& field : format->fields) {
      const bool is_number = field.kind == trace::Field::Kind::Number;
      if (field.name == "common_pid") {
        any_pid_ |= !is_number;
        if (is_number) fields.pid = field;
      }
      if (named_pfn(field.name)) {
        any_pfn_ |= !is_number;
        if (is_number) fields.pfns.push_back(field);
      }
    }
  }
}

void ChunkIndexer::note(std::uint16_t type, std::int64_t time_ns,
                        std::span<const std::byte> record) {
  if (seen_.size() <= type) seen_.resize(type + std::size_t{1});
  Seen& seen = seen_[type];
  if (seen.events++ == 0) {
    types_.push_back(type);
    seen.first_ns = seen.last_ns = time_ns;
  }
  seen.first_ns = std::min(seen.first_ns, time_ns);
  seen.last_ns = std::max(seen.last_ns, time_ns);
  if (type >= fields_.size() || record.size() < fields_[type].fixed_size) return;
  const Fields& fields = fields_[type];
  if (fields.pid) pids_.add(trace::read_number(*fields.pid, record));
  for (const trace::Field& pfn : fields.pfns) pfns_.add(trace::read_number(pfn, record));
}

// As event_scan.h walks them.
void ChunkIndexer::walk(std::span<const std::byte> pages, std::size_t page_size) {
  for (; pages.size() >= page_size; pages = pages.subspan(page_size)) {
    trace::PageCursor cursor(*layout_, pages.first(page_size));
    for (trace::Record record; cursor.next(record);)
      note(record.type(), stored_time(record.time), record.data);
  }
}

std::vector<std::byte> ChunkIndexer::index(const PageChunk& chunk, std::size_t page_size,
                                           std::size_t packed_bytes) {
  if (!layout_) return {};
  for (const std::uint16_t type : types_) seen_[type] = {};
  types_.clear();
  pids_.clear();
  pfns_.clear();
  walk(chunk.pages, page_size);
  ChunkIndex index;
  std::ranges::sort(types_);
  std::int64_t events = 0;
  for (const std::uint16_t type : types_) {
    const Seen& seen = seen_[type];
    index.types.push_back({type, seen.events, seen.first_ns, seen.last_ns});
    events += seen.events;
  }
  // Who handed over the chunk counted its events otherwise: no index could be held against it.
  if (events != chunk.events || types_.size() > ChunkIndex::kMostTypes) return {};
  index.pids = any_pid_ ? ValueFilter::of_anything() : ValueFilter::of(pids_.all());
  index.pfns = any_pfn_ ? ValueFilter::of_anything() : ValueFilter::of(pfns_.all());
  return index.write({chunk.events, static_cast<std::int64_t>(packed_bytes)});
}

}  // namespace folioscope::store
