// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/page_codec.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/limits.h"

namespace folioscope::store {
namespace {

static_assert(std::endian::native == std::endian::little, "words are copied as they are");

using Word = std::uint32_t;

constexpr int kZstdLevel = 1;
constexpr unsigned char kVersion = 1;
constexpr std::size_t kPrefixSize = 4;

// Which stream a word goes to. kLong: data of records whose length does not fit into their header,
// and time stamps. kTails: what follows the last record of a page.
enum Stream : std::size_t { kPageHeaders, kRecordHeaders, kLong, kTails, kFirstColumn };
constexpr std::size_t kColumns = 28;  // words of the longest record with its length in the header
constexpr std::size_t kStreams = kFirstColumn + kColumns;
constexpr std::size_t kCountsSize = kStreams * sizeof(Word);

// Of a page (trace/page.h): u64 time stamp, u64 commit word; the low bits of the latter are the
// bytes used. Packing guesses this layout, it does not depend on it.
constexpr std::size_t kHeaderWords = 4, kCommitWord = 2;
constexpr Word kCommitMask = (Word{1} << 20) - 1;
// Of a record's first word.
constexpr Word kTypeLenMask = 31, kPadding = 29;
constexpr unsigned kTypeLenBits = 5;

// The latest words of the page headers and of each type of record.
struct Predictor {
  // By the low bits of the type; ids of a set are near. WantedTypes has as many.
  static constexpr std::size_t kTypes = 64;
  std::array<Word, kHeaderWords> page_header{};
  std::array<std::array<Word, kColumns>, kTypes> record{};
};

// The walk that packing and unpacking share. Port::move(stream, predicted, word) either appends
// word - predicted to the stream, or takes from the stream and sets the word. Only words that were
// moved are looked at, so both directions take the same turns. Port::skips(first, words) says
// whether the rest of a record is left out; Port::long_record(bytes) is told the length of a record
// that says it in a word of its own.
template <class Port>
class Walk {
 public:
  explicit Walk(Port& port) : port_(port) {}

  void page(std::span<Word> words) {
    for (std::size_t i = 0; i < kHeaderWords; ++i)
      predicted(kPageHeaders, predictor_.page_header[i], words[i]);
    std::size_t used = (words[kCommitWord] & kCommitMask) / sizeof(Word);
    std::size_t end = std::min(kHeaderWords + used, words.size());
    std::size_t at = records(words, kHeaderWords, end);
    as_is(kTails, words.subspan(at));
  }

 private:
  void predicted(std::size_t stream, Word& latest, Word& word) {
    port_.move(stream, latest, word);
    latest = word;
  }
  void as_is(std::size_t stream, std::span<Word> words) {
    for (Word& word : words) port_.move(stream, 0, word);
  }

  // Returns where the records stop: at `end`, or behind the last one that makes sense.
  std::size_t records(std::span<Word> words, std::size_t at, std::size_t end) {
    while (at < end) {
      port_.move(kRecordHeaders, 0, words[at]);
      const Word header = words[at++];
      const Word type_len = header & kTypeLenMask;
      std::size_t length = type_len;
      if (type_len == 0 || type_len >= kPadding) {
        if (at == end || (type_len == kPadding && header >> kTypeLenBits == 0)) return at;
        port_.move(kLong, 0, words[at]);
        if (type_len <= kPadding) port_.long_record(words[at]);
        // 0 and 29: the word counts the bytes from itself on; 30 and 31: it is all there is.
        length = type_len > kPadding ? 1 : words[at] / sizeof(Word);
        ++at;
        if (length == 0) return at;
        if (--length > end - at) return at;
        as_is(kLong, words.subspan(at, length));
      } else {
        if (length > end - at) return at;
        data(words.subspan(at, length));
      }
      at += length;
    }
    return at;
  }

  void data(std::span<Word> words) {
    port_.move(kFirstColumn, 0, words[0]);  // has the type in its low 16 bits
    if (port_.skips(words[0], words.size())) return;
    auto& latest = predictor_.record[words[0] % Predictor::kTypes];
    for (std::size_t i = 1; i < words.size(); ++i) predicted(kFirstColumn + i, latest[i], words[i]);
  }

  Port& port_;
  Predictor predictor_;
};

struct PackPort {
  std::array<std::vector<Word>, kStreams> streams;

  void move(std::size_t stream, Word predicted, const Word& word) {
    streams[stream].push_back(word - predicted);
  }
  static bool skips(Word /*first*/, std::size_t /*words*/) { return false; }
  static void long_record(Word /*bytes*/) {}
};

struct UnpackPort {
  std::array<const std::byte*, kStreams> next{}, end{};
  bool starved = false;

  void move(std::size_t stream, Word predicted, Word& word) {
    Word difference = 0;
    if (next[stream] == end[stream]) {
      starved = true;
    } else {
      std::memcpy(&difference, next[stream], sizeof difference);
      next[stream] += sizeof difference;
    }
    word = predicted + difference;
  }
  static bool skips(Word /*first*/, std::size_t /*words*/) { return false; }
  static void long_record(Word /*bytes*/) {}
};

// Leaves out what nobody wants to see. A type's words are predicted from those of its own, so the
// others need not be known; their places in the streams are counted when the next one is wanted.
struct SelectingPort : UnpackPort {
  const WantedTypes& wanted;
  // Walked as if it were shorter than a PageCursor takes it for: then both do not see the same
  // records, and what was left out here may be looked at there.
  bool uneven = false;
  std::array<std::size_t, kColumns + 1> left_out{};  // records by length

  SelectingPort(const UnpackPort& port, const WantedTypes& types)
      : UnpackPort(port), wanted(types) {}

  bool skips(Word first, std::size_t words) {
    if (!wanted.has(first)) {
      ++left_out[words];
      return true;
    }
    catch_up();
    return false;
  }
  void long_record(Word bytes) { uneven = uneven || bytes % sizeof(Word) != 0; }

  // To be called at the end, too: it notes what the streams lack.
  void catch_up() {
    std::size_t records = 0;  // that have the column
    for (std::size_t column = kColumns; column-- > 1;) {
      records += std::exchange(left_out[column + 1], 0);
      const std::size_t stream = kFirstColumn + column;
      const auto there = static_cast<std::size_t>(end[stream] - next[stream]) / sizeof(Word);
      starved = starved || records > there;
      next[stream] += std::min(records, there) * sizeof(Word);
    }
    left_out[1] = 0;
  }
};

bool usable_page_size(std::size_t size) {
  return std::has_single_bit(size) && size >= limits::kMinPageSize && size <= limits::kMaxPageSize;
}

Fault damaged(const char* why) {
  return user_fault(fmt::format("a chunk of pages is damaged: {}", why),
                    "copy the run file again from where it came from");
}

}  // namespace

struct PageEncoder::Impl {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> zstd{ZSTD_createCCtx()};
  PackPort port;
  std::vector<Word> page;
  std::vector<std::byte> sorted, packed;

  // Fills `sorted` with the counts and the streams.
  void gather() {
    std::array<Word, kStreams> counts;
    std::size_t words = 0;
    for (std::size_t i = 0; i < kStreams; ++i) {
      counts[i] = static_cast<Word>(port.streams[i].size());
      words += counts[i];
    }
    sorted.resize(kCountsSize + words * sizeof(Word));
    std::memcpy(sorted.data(), counts.data(), kCountsSize);
    std::byte* at = sorted.data() + kCountsSize;
    for (auto& stream : port.streams) {
      if (!stream.empty()) std::memcpy(at, stream.data(), stream.size() * sizeof(Word));
      at += stream.size() * sizeof(Word);
      stream.clear();
    }
  }
};

PageEncoder::PageEncoder() : impl_(std::make_unique<Impl>()) {}
PageEncoder::PageEncoder(PageEncoder&&) noexcept = default;
PageEncoder::~PageEncoder() = default;

Result<std::span<const std::byte>> PageEncoder::encode(std::span<const std::byte> pages,
                                                       std::size_t page_size) {
  if (!usable_page_size(page_size) || pages.size() % page_size != 0 ||
      pages.size() > kMaxChunkBytes)
    return bug_fault(fmt::format("a chunk of {} bytes in pages of {} cannot be packed",
                                 pages.size(), page_size));
  Impl& my = *impl_;
  Walk walk(my.port);
  my.page.resize(page_size / sizeof(Word));
  for (std::size_t at = 0; at < pages.size(); at += page_size) {
    std::memcpy(my.page.data(), pages.data() + at, page_size);
    walk.page(my.page);
  }
  my.gather();

  my.packed.resize(kPrefixSize + ZSTD_compressBound(my.sorted.size()));
  my.packed[0] = std::byte{kVersion};
  my.packed[1] = static_cast<std::byte>(std::countr_zero(page_size));
  my.packed[2] = my.packed[3] = std::byte{0};
  ZSTD_CCtx_setParameter(my.zstd.get(), ZSTD_c_compressionLevel, kZstdLevel);
  ZSTD_CCtx_setParameter(my.zstd.get(), ZSTD_c_checksumFlag, 1);
  std::size_t size =
      ZSTD_compress2(my.zstd.get(), my.packed.data() + kPrefixSize, my.packed.size() - kPrefixSize,
                     my.sorted.data(), my.sorted.size());
  if (ZSTD_isError(size))
    return host_fault(fmt::format("zstd cannot pack a chunk: {}", ZSTD_getErrorName(size)));
  return std::span<const std::byte>(my.packed).first(kPrefixSize + size);
}

struct PageDecoder::Impl {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> zstd{ZSTD_createDCtx()};
  std::vector<std::byte> sorted, pages;
  std::vector<Word> page;

  // Fills `sorted`, which every valid chunk of this shape fits exactly.
  Status decompress(std::span<const std::byte> frame, const PageShape& shape) {
    sorted.resize(kCountsSize + shape.bytes());
    std::size_t size =
        ZSTD_decompressDCtx(zstd.get(), sorted.data(), sorted.size(), frame.data(), frame.size());
    if (ZSTD_isError(size)) return damaged(ZSTD_getErrorName(size));
    if (size != sorted.size()) return damaged("it holds too few words");
    return {};
  }

  Result<UnpackPort> split() const {
    std::array<Word, kStreams> counts;
    std::memcpy(counts.data(), sorted.data(), kCountsSize);
    auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    if (total * sizeof(Word) != sorted.size() - kCountsSize)
      return damaged("its streams do not add up");
    UnpackPort port;
    const std::byte* at = sorted.data() + kCountsSize;
    for (std::size_t i = 0; i < kStreams; ++i) {
      port.next[i] = at;
      at += counts[i] * sizeof(Word);
      port.end[i] = at;
    }
    return port;
  }

  template <class Port>
  Result<std::span<const std::byte>> unpack(Port& port, const PageShape& shape) {
    Walk walk(port);
    pages.resize(shape.bytes());
    page.resize(shape.page_size / sizeof(Word));
    for (std::size_t at = 0; at < pages.size(); at += shape.page_size) {
      walk.page(page);
      if (port.starved) return damaged("a stream ends early");
      std::memcpy(pages.data() + at, page.data(), shape.page_size);
    }
    // The counts add up to the words of the pages and no stream was short, so none has a rest.
    return std::span<const std::byte>(pages);
  }
};

PageDecoder::PageDecoder() : impl_(std::make_unique<Impl>()) {}
PageDecoder::PageDecoder(PageDecoder&&) noexcept = default;
PageDecoder::~PageDecoder() = default;

namespace {

Status check_packed(int codec, std::span<const std::byte> packed, const PageShape& shape) {
  if (codec != kPageCodec) return damaged("unknown codec");
  if (!usable_page_size(shape.page_size) || shape.pages > kMaxChunkBytes / shape.page_size)
    return damaged("impossible size");
  if (packed.size() < kPrefixSize || packed[0] != std::byte{kVersion} ||
      packed[1] != static_cast<std::byte>(std::countr_zero(shape.page_size)) ||
      packed[2] != std::byte{0} || packed[3] != std::byte{0})
    return damaged("wrong prefix");
  return {};
}

}  // namespace

Result<std::span<const std::byte>> PageDecoder::decode(int codec, std::span<const std::byte> packed,
                                                       const PageShape& shape) {
  TRY_STATUS(check_packed(codec, packed, shape));
  TRY_STATUS(impl_->decompress(packed.subspan(kPrefixSize), shape));
  TRY(UnpackPort port, impl_->split());
  return impl_->unpack(port, shape);
}

Result<std::span<const std::byte>> PageDecoder::decode(int codec, std::span<const std::byte> packed,
                                                       const PageShape& shape,
                                                       const WantedTypes& wanted) {
  TRY_STATUS(check_packed(codec, packed, shape));
  TRY_STATUS(impl_->decompress(packed.subspan(kPrefixSize), shape));
  TRY(UnpackPort port, impl_->split());
  if (wanted.all()) return impl_->unpack(port, shape);
  SelectingPort selecting(port, wanted);
  TRY(const auto pages, impl_->unpack(selecting, shape));
  selecting.catch_up();
  if (selecting.starved) return damaged("a stream ends early");
  return selecting.uneven ? impl_->unpack(port, shape) : pages;
}

}  // namespace folioscope::store
