// SPDX-License-Identifier: GPL-3.0-or-later
// Version 7 is made of sections, each with u16 id, u16 flags (1: packed), u32 its name in the
// section of strings, u64 size. The header has the place of the first section of options; options
// point to the other sections, and the last one to the next section of options, or to 0. A packed
// section begins with u32 packed and u32 unpacked size; pages are packed otherwise (trace_pages.h).
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/limits.h"
#include "imports/trace_parts.h"

namespace folioscope::imports {
namespace {

constexpr std::uint16_t kPackedSection = 1;
// Of formats and options; those of a distribution's kernel with all events have 6 MiB.
constexpr std::uint32_t kMostSection = 64 << 20;
// trace-cmd writes one, and one more whenever something is added to the file.
constexpr int kMostOptionSections = 256;

struct Section {
  std::uint16_t id = 0;
  bool packed = false;
};

Result<Section> read_section(Cursor& cursor) {
  TRY(const auto id, cursor.number<std::uint16_t>());
  TRY(const auto flags, cursor.number<std::uint16_t>());
  TRY_STATUS(cursor.skip(sizeof(std::uint32_t) + sizeof(std::uint64_t)));
  return Section{id, (flags & kPackedSection) != 0};
}

// What is in the section at `place`, which has to be of this kind.
Result<Cursor> open_section(const InputFile& file, const TraceFile& trace, std::uint64_t place,
                            Option kind) {
  if (place > file.size()) return file.damaged("a section is beyond its end");
  Cursor cursor(file, place);
  TRY(const Section section, read_section(cursor));
  if (section.id != static_cast<std::uint16_t>(kind))
    return file.damaged(fmt::format("a section {} at {}, where {} should be", section.id, place,
                                    static_cast<std::uint16_t>(kind)));
  if (!section.packed || trace.packing == Packing::None) return cursor;
  TRY(const auto packed, cursor.number<std::uint32_t>());
  TRY(const auto size, cursor.number<std::uint32_t>());
  if (size > kMostSection)
    return file.damaged(
        fmt::format("a section of {} bytes, where {} are the most", size, kMostSection));
  TRY(const auto bytes, file.read(cursor.place(), packed));
  auto unpacked = Unpacker(trace.packing).unpack(bytes, size);
  if (!unpacked) return file.damaged(fmt::format("the section at {} cannot be unpacked", place));
  return Cursor(file, *std::move(unpacked));
}

Result<std::uint64_t> place_in(const InputFile& file, const std::string& data) {
  std::uint64_t place = 0;
  if (data.size() < sizeof place) return file.damaged("an option is cut off");
  std::memcpy(&place, data.data(), sizeof place);
  return place;
}

Result<Options> read_option_sections(const InputFile& file, const TraceFile& trace,
                                     std::uint64_t place) {
  Options options;
  for (int sections = 0; place != 0; ++sections) {
    if (sections == kMostOptionSections) return file.damaged("its options do not end");
    TRY(Cursor cursor, open_section(file, trace, place, Option::Done));
    while (true) {
      TRY(const auto id, cursor.number<std::uint16_t>());
      if (static_cast<Option>(id) == Option::Done) break;
      TRY_STATUS(read_option(cursor, id, options));
    }
    TRY_STATUS(cursor.skip(sizeof(std::uint32_t)));
    TRY(place, cursor.number<std::uint64_t>());
  }
  return options;
}

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto all = std::as_bytes(std::span(text));
  return {all.begin(), all.end()};
}

// u64 place of its section, name, clock, u32 page size, u32 CPUs, of each u32 id, u64 offset, u64
// size.
Result<TraceBuffer> read_buffer(const InputFile& file, const std::string& option) {
  Cursor cursor(file, bytes_of(option));
  TraceBuffer buffer;
  TRY(const auto place, cursor.number<std::uint64_t>());
  TRY(buffer.name, cursor.c_string(kMostName));
  TRY(buffer.clock, cursor.c_string(kMostName));
  TRY(buffer.page_size, cursor.number<std::uint32_t>());
  TRY_STATUS(check_page_size(file, buffer.page_size));
  TRY(const auto cpus, cursor.number<std::uint32_t>());
  if (cpus > limits::kCpus)
    return file.damaged(fmt::format("{} CPUs: {} can be stored", cpus, limits::kCpus));
  for (std::uint32_t i = 0; i < cpus; ++i) {
    CpuPlace cpu;
    TRY(const auto id, cursor.number<std::uint32_t>());
    cpu.cpu = static_cast<int>(std::min<std::uint32_t>(id, limits::kCpus));
    TRY(cpu.offset, cursor.number<std::uint64_t>());
    TRY(cpu.size, cursor.number<std::uint64_t>());
    buffer.cpus.push_back(cpu);
  }
  std::ranges::sort(buffer.cpus, {}, &CpuPlace::cpu);
  TRY_STATUS(check_cpus(file, buffer));
  if (place > file.size()) return file.damaged("a buffer is beyond its end");
  Cursor section(file, place);
  TRY(const Section head, read_section(section));
  buffer.packed = head.packed;
  return buffer;
}

// Of several options for one section the last counts, as trace-cmd has it.
Status read_sections(const InputFile& file, const Options& options, TraceFile& trace) {
  constexpr std::pair<Option, Status (*)(Cursor&, TraceFile&)> kSections[] = {
      {Option::HeaderInfo, read_headers},
      {Option::FtraceEvents, read_own_formats},
      {Option::EventFormats, read_formats},
      {Option::Symbols, read_symbols}};
  for (const auto& [kind, read] : kSections) {
    const std::string* last = nullptr;
    for (const auto& [id, data] : options.all)
      if (id == kind) last = &data;
    if (last == nullptr) continue;
    TRY(const std::uint64_t place, place_in(file, *last));
    TRY(Cursor cursor, open_section(file, trace, place, kind));
    TRY_STATUS(read(cursor, trace));
  }
  return {};
}

}  // namespace

Status read_version_7(Cursor& cursor, TraceFile& trace) {
  const InputFile& file = cursor.file();
  TRY(const std::string packing, cursor.c_string(kMostName));
  TRY(const std::string packing_version, cursor.c_string(kMostName));
  const auto known = packing_of(packing);
  if (!known)
    return user_fault(fmt::format("{} is packed by {} {}", file.name(), packing, packing_version),
                      "`trace-cmd convert --compression zstd -i FILE -o OTHER` packs it anew");
  trace.packing = *known;
  TRY(const auto first, cursor.number<std::uint64_t>());
  TRY(const Options options, read_option_sections(file, trace, first));
  read_facts(options, trace);
  TRY_STATUS(read_sections(file, options, trace));
  for (const auto& [id, data] : options.all) {
    if (id != Option::Buffer) continue;
    TRY(TraceBuffer buffer, read_buffer(file, data));
    buffer.packed &= trace.packing != Packing::None;
    const int last = buffer.cpus.empty() ? 0 : buffer.cpus.back().cpu + 1;
    trace.cpus = std::max(trace.cpus, last);
    const bool top = buffer.name.empty();
    trace.buffers.insert(top ? trace.buffers.begin() : trace.buffers.end(), std::move(buffer));
  }
  read_statistics(options, trace);
  return {};
}

}  // namespace folioscope::imports
