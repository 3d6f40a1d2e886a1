// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: bytes as batches that are appended to a spool, and as what somebody writes over its
// file. What is read back is what was appended, or a fault of the host.
//
//   u8 batches, then of each: u8 CPU, u8 pages (1 to 4), u8 its content
//   the rest: u16 place / 8 and a byte to put there, again and again; u16 0xffff cuts the file
//   there
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "ingest/spool.h"
#include "testing/fuzz.h"
#include "testing/fuzz_file.h"

using namespace folioscope;
using fuzz::check;

namespace {

constexpr std::uint32_t kPage = 4096;
using ByCpu = std::map<int, std::string>;

ByCpu append(ingest::Spool& spool, fuzz::Taker& input) {
  ByCpu appended;
  for (int left = input.byte() % 8; left > 0; --left) {
    const std::uint32_t cpu = input.byte() % 4;
    const std::size_t pages = 1 + input.byte() % 4;
    std::string& of_cpu = appended[static_cast<int>(cpu)];
    wire::PageBatch batch{cpu, of_cpu.size(),
                          std::string(pages * kPage, static_cast<char>(input.byte()))};
    check(spool.append(batch).ok());
    of_cpu += batch.data;
  }
  return appended;
}

// True when it did anything.
bool write_over(const std::filesystem::path& file, fuzz::Taker& input) {
  bool any = false;
  while (!input.empty()) {
    const std::uint16_t place = input.pair();
    const std::uint8_t byte = input.byte();
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (place == 0xffff) {
      std::filesystem::resize_file(file, size * byte / 256, error);
    } else if (place * std::uintmax_t{8} < size) {
      std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
      out.seekp(place * 8);
      out.put(static_cast<char>(byte));
    }
    any = true;
  }
  return any;
}

// Of an unharmed spool: all of it, in order.
void read_back(const ingest::Spool& spool, const ByCpu& appended, bool harmed) {
  const store::ChunkSource source = spool.chunks();
  ByCpu read;
  while (true) {
    auto chunk = source();
    if (!chunk) {
      check(harmed && chunk.fault().domain == FaultDomain::Host && !chunk.fault().what.empty());
      return;
    }
    if (!*chunk) break;
    check((*chunk)->pages.size() % kPage == 0);
    std::string& of_cpu = read[(*chunk)->cpu];
    of_cpu.append(reinterpret_cast<const char*>((*chunk)->pages.data()), (*chunk)->pages.size());
    check(of_cpu.size() <= appended.at((*chunk)->cpu).size());
  }
  for (const auto& [cpu, bytes] : appended) {
    check(read[cpu].size() == bytes.size());
    if (!harmed) check(read[cpu] == bytes);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path file = fuzz::scratch_file("spool");
  fuzz::Taker input(data, size);
  auto spool = ingest::Spool::create(file, kPage);
  check(spool.ok());
  const ByCpu appended = append(*spool, input);
  read_back(*spool, appended, write_over(file, input));
  return 0;
}
