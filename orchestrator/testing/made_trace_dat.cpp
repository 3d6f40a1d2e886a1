// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_trace_dat.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "testing/made_rows.h"

namespace folioscope::imports {
namespace {

using namespace std::string_view_literals;

class Writing {
 public:
  template <class Number>
  Writing& number(Number value) {
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Writing& text(std::string_view text) {
    text_.append(text);
    return *this;
  }
  Writing& name(std::string_view text) { return this->text(text).text("\0"sv); }
  Writing& sized(std::string_view text) { return number(std::uint64_t{text.size()}).text(text); }
  Writing& option(std::uint16_t id, std::string_view data) {
    return number(id).number(static_cast<std::uint32_t>(data.size())).text(data);
  }
  void align() { text_.resize((text_.size() + 4095) / 4096 * 4096); }
  void put(std::uint64_t at, std::uint64_t value) { std::memcpy(&text_[at], &value, sizeof value); }
  std::uint64_t place() const { return text_.size(); }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string_view as_text(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_headers(const MadeTraceDat& made, Writing& file) {
  file.name("header_page").sized(made.formats.header_page);
  file.name("header_event").sized("type_len : 5 bits\n");
}

// Each in a system of its own.
void write_formats(const MadeTraceDat& made, Writing& file) {
  file.number(static_cast<std::uint32_t>(made.formats.formats.size()));
  for (const store::EventFormatRow& format : made.formats.formats)
    file.name(format.system).number(std::uint32_t{1}).sized(format.text);
}

void write_statistics(const MadeBuffer& buffer, Writing& options) {
  if (!buffer.name.empty() && !buffer.statistics.empty())
    options.option(2, fmt::format("\nBuffer: {}\n\n", buffer.name) + '\0');
  for (const auto& [cpu, text] : buffer.statistics)
    options.option(2, fmt::format("CPU: {}\n{}", cpu, text) + '\0');
}

std::string after_place(std::string_view text) { return std::string(8, '\0') + std::string(text); }

// The table of a buffer, and its pages behind it.
void write_buffer_6(const MadeTraceDat& made, const MadeBuffer& buffer, Writing& file) {
  file.text("flyrecord\0"sv);
  const std::uint64_t table = file.place();
  for (std::uint32_t i = 0; i < 2 * made.cpus; ++i) file.number(std::uint64_t{0});
  file.sized(fmt::format("local [{}]", buffer.clock));
  for (std::uint32_t cpu = 0; cpu < made.cpus; ++cpu) {
    file.align();
    const auto pages = buffer.pages.find(static_cast<int>(cpu));
    file.put(table + 16 * cpu, file.place());
    if (pages == buffer.pages.end()) continue;
    file.put(table + 16 * cpu + 8, pages->second.size());
    file.text(as_text(pages->second));
  }
}

using Pack = MadeTraceDat::Pack;

// At most this much of the pages is packed at a time.
constexpr std::size_t kPieceBytes = 4096;

// The place of the section.
std::uint64_t begin_section(std::uint16_t id, const Pack& pack, Writing& file) {
  const std::uint64_t place = file.place();
  file.number(id).number(std::uint16_t{pack ? std::uint16_t{1} : std::uint16_t{0}});
  file.number(std::uint32_t{0}).number(std::uint64_t{0});
  return place;
}

void end_section(std::uint64_t place, Writing& file) {
  file.put(place + 8, file.place() - place - 16);
}

void write_piece(std::string_view bytes, const Pack& pack, Writing& file) {
  const std::string packed = pack(bytes);
  file.number(static_cast<std::uint32_t>(packed.size()));
  file.number(static_cast<std::uint32_t>(bytes.size())).text(packed);
}

std::uint64_t write_section(std::uint16_t id, Writing&& content, const Pack& pack, Writing& file) {
  const std::uint64_t place = begin_section(id, pack, file);
  const std::string bytes = std::move(content).take();
  if (pack)
    write_piece(bytes, pack, file);
  else
    file.text(bytes);
  end_section(place, file);
  return place;
}

void write_pages(std::string_view pages, const Pack& pack, Writing& file) {
  if (!pack) {
    file.text(pages);
    return;
  }
  file.number(static_cast<std::uint32_t>((pages.size() + kPieceBytes - 1) / kPieceBytes));
  for (; !pages.empty(); pages.remove_prefix(std::min(kPieceBytes, pages.size())))
    write_piece(pages.substr(0, kPieceBytes), pack, file);
}

// The option of the buffer whose pages are written.
std::string write_buffer_7(const MadeTraceDat& made, const MadeBuffer& buffer, const Pack& pack,
                           Writing& file) {
  const std::uint64_t section = begin_section(3, pack, file);
  Writing option;
  option.number(section).name(buffer.name).name(buffer.clock);
  option.number(made.page_size).number(static_cast<std::uint32_t>(buffer.pages.size()));
  for (const auto& [cpu, pages] : buffer.pages) {
    file.align();
    const std::uint64_t place = file.place();
    write_pages(as_text(pages), pack, file);
    option.number(static_cast<std::uint32_t>(cpu)).number(place);
    option.number(file.place() - place);
  }
  end_section(section, file);
  return std::move(option).take();
}

void write_start(const MadeTraceDat& made, std::string_view version, Writing& file) {
  file.text("\x17\x08\x44tracing").name(version);
  file.number(std::uint8_t{0}).number(std::uint8_t{8}).number(made.page_size);
}

}  // namespace

std::string MadeTraceDat::version_6() const {
  Writing file;
  write_start(*this, "6", file);
  write_headers(*this, file);
  file.number(std::uint32_t{0});  // formats of ftrace
  write_formats(*this, file);
  file.number(static_cast<std::uint32_t>(symbols.size())).text(symbols);
  file.number(std::uint32_t{0}).sized("");
  file.number(cpus).text("options  \0"sv);
  for (const MadeBuffer& buffer : buffers) write_statistics(buffer, file);
  file.option(5, uname + '\0').option(4, "");
  std::vector<std::uint64_t> places;  // of what an option says of its buffer's place
  for (const MadeBuffer& buffer : buffers) {
    places.push_back(file.place() + 6);
    if (!buffer.name.empty()) file.option(3, after_place(buffer.name) + '\0');
  }
  file.number(std::uint16_t{0});
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    if (!buffers[i].name.empty()) file.put(places[i], file.place());
    write_buffer_6(*this, buffers[i], file);
  }
  return std::move(file).take();
}

std::string MadeTraceDat::version_7(const Pack& pack, const std::string& packing) const {
  Writing file, options;
  write_start(*this, "7", file);
  file.name(packing).name("");
  const std::uint64_t first = file.place();
  file.number(std::uint64_t{0});
  Writing headers, all_formats;
  write_headers(*this, headers);
  write_formats(*this, all_formats);
  options.number(std::uint16_t{16}).number(std::uint32_t{8});
  options.number(write_section(16, std::move(headers), pack, file));
  options.number(std::uint16_t{18}).number(std::uint32_t{8});
  options.number(write_section(18, std::move(all_formats), pack, file));
  Writing all_symbols;
  all_symbols.number(static_cast<std::uint32_t>(symbols.size())).text(symbols);
  options.number(std::uint16_t{19}).number(std::uint32_t{8});
  options.number(write_section(19, std::move(all_symbols), pack, file));
  for (const MadeBuffer& buffer : buffers) {
    options.option(3, write_buffer_7(*this, buffer, pack, file));
    write_statistics(buffer, options);
  }
  options.option(5, uname + '\0').option(0, after_place(""));
  file.put(first, write_section(0, std::move(options), pack, file));
  return std::move(file).take();
}

std::string made_statistics(std::int64_t overrun, std::int64_t dropped, std::int64_t read) {
  return fmt::format(
      "entries: 0\noverrun: {}\ncommit overrun: 0\nbytes: 100\noldest event ts:     1.000000\n"
      "now ts:     2.000000\ndropped events: {}\nread events: {}\n",
      overrun, dropped, read);
}

MadeTraceDat made_trace_dat() {
  MadeTraceDat made;
  made.formats = store::made_formats();
  MadeBuffer top;
  for (const int cpu : {0, 1}) {
    const store::PageChunk chunk = store::made_chunk({.cpu = cpu, .start_ns = kMadeStart});
    top.pages[cpu] = chunk.pages;
    top.statistics[cpu] = made_statistics(0, 0, chunk.events);
  }
  made.buffers = {std::move(top)};
  return made;
}

}  // namespace folioscope::imports
