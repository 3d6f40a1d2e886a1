// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/checked_pages.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

namespace folioscope::store {
namespace {

// Names of their own: they are those of system calls.
namespace vfs {

constexpr int kChecksumBytes = 8;
constexpr const char* kName = "folioscope-checked";
// https://www.sqlite.org/fileformat2.html section 1.3
constexpr int kHeaderBytes = 100, kPageSizeAt = 16, kReservedAt = 20;

sqlite3_vfs* usual() { return sqlite3_vfs_find(nullptr); }

// A database file that is open. The usual system's own object lies behind this one.
struct CheckedFile {
  sqlite3_file base;
  std::int64_t page_bytes = 0;  // 0: not known yet, or pages have no checksum
  std::vector<unsigned char> page;

  sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  std::uint64_t number_of(std::int64_t offset) const {
    return static_cast<std::uint64_t>(offset / page_bytes) + 1;
  }
};

CheckedFile& checked(sqlite3_file* file) { return *reinterpret_cast<CheckedFile*>(file); }

// What the header of the file says, at its beginning.
void learn(CheckedFile& file, const unsigned char* header) {
  std::int64_t size = header[kPageSizeAt] << 8 | header[kPageSizeAt + 1];
  if (size == 1) size = 65536;  // which does not fit into two bytes
  const bool sound = size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
  file.page_bytes = sound && header[kReservedAt] == kChecksumBytes ? size : 0;
}

void learn_from_disk(CheckedFile& file) {
  unsigned char header[kHeaderBytes];
  if (file.below()->pMethods->xRead(file.below(), header, kHeaderBytes, 0) == SQLITE_OK)
    learn(file, header);
}

std::span<const unsigned char> content_of(const unsigned char* page, std::int64_t bytes) {
  return {page, static_cast<std::size_t>(bytes - kChecksumBytes)};
}

bool is_sound(const CheckedFile& file, const unsigned char* page, std::int64_t offset) {
  std::uint64_t stored = 0;
  std::memcpy(&stored, page + file.page_bytes - kChecksumBytes, sizeof stored);
  return stored == 0 ||
         stored == page_checksum(content_of(page, file.page_bytes), file.number_of(offset));
}

// SQLite reads whole pages, and parts of one: the header, and long texts in newer versions.
int read_part(CheckedFile& file, void* to, int amount, sqlite3_int64 offset) {
  const std::int64_t begin = offset - offset % file.page_bytes;
  if (offset + amount > begin + file.page_bytes)
    return file.below()->pMethods->xRead(file.below(), to, amount, offset);
  file.page.resize(static_cast<std::size_t>(file.page_bytes));
  const int code = file.below()->pMethods->xRead(file.below(), file.page.data(),
                                                 static_cast<int>(file.page_bytes), begin);
  if (code != SQLITE_OK) return file.below()->pMethods->xRead(file.below(), to, amount, offset);
  if (!is_sound(file, file.page.data(), begin)) return SQLITE_IOERR_DATA;
  std::memcpy(to, file.page.data() + (offset - begin), static_cast<std::size_t>(amount));
  return SQLITE_OK;
}

int read(sqlite3_file* handle, void* to, int amount, sqlite3_int64 offset) {
  CheckedFile& file = checked(handle);
  if (file.page_bytes == 0) return file.below()->pMethods->xRead(file.below(), to, amount, offset);
  if (amount != file.page_bytes || offset % file.page_bytes != 0)
    return read_part(file, to, amount, offset);
  const int code = file.below()->pMethods->xRead(file.below(), to, amount, offset);
  if (code != SQLITE_OK) return code;
  return is_sound(file, static_cast<const unsigned char*>(to), offset) ? SQLITE_OK
                                                                       : SQLITE_IOERR_DATA;
}

int write(sqlite3_file* handle, const void* from, int amount, sqlite3_int64 offset) {
  CheckedFile& file = checked(handle);
  const auto* bytes = static_cast<const unsigned char*>(from);
  if (offset == 0 && amount >= kHeaderBytes) learn(file, bytes);
  if (file.page_bytes == 0 || amount != file.page_bytes || offset % file.page_bytes != 0)
    return file.below()->pMethods->xWrite(file.below(), from, amount, offset);
  file.page.assign(bytes, bytes + amount);
  const std::uint64_t sum =
      page_checksum(content_of(file.page.data(), file.page_bytes), file.number_of(offset));
  std::memcpy(file.page.data() + file.page_bytes - kChecksumBytes, &sum, sizeof sum);
  return file.below()->pMethods->xWrite(file.below(), file.page.data(), amount, offset);
}

int close(sqlite3_file* handle) {
  CheckedFile& file = checked(handle);
  const int code = file.below()->pMethods->xClose(file.below());
  file.~CheckedFile();
  return code;
}

// What the usual system does as it does it.
template <auto Method, class... Arguments>
auto hand_on(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* below = checked(file).below();
  return (below->pMethods->*Method)(below, arguments...);
}

// Version 2: without xFetch nothing is read through a mapping, past the check.
const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = hand_on<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = hand_on<&sqlite3_io_methods::xSync, int>,
    .xFileSize = hand_on<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = hand_on<&sqlite3_io_methods::xLock, int>,
    .xUnlock = hand_on<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = hand_on<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = hand_on<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = hand_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = hand_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = hand_on<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = hand_on<&sqlite3_io_methods::xShmLock, int, int, int>,
    .xShmBarrier = hand_on<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = hand_on<&sqlite3_io_methods::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* handle, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
    return usual()->xOpen(usual(), name, handle, flags, out_flags);
  auto* file = new (handle) CheckedFile{};
  const int code = usual()->xOpen(usual(), name, file->below(), flags, out_flags);
  if (file->below()->pMethods == nullptr) {
    file->~CheckedFile();
    handle->pMethods = nullptr;  // so nobody closes it
    return code;
  }
  file->base.pMethods = &kMethods;
  if (code == SQLITE_OK) learn_from_disk(*file);
  return code;
}

}  // namespace vfs
}  // namespace

std::uint64_t page_checksum(std::span<const unsigned char> content, std::uint64_t number) {
  // Two sums, as Fletcher's: the second one knows the order. SQLite's pages are multiples of 8.
  std::uint64_t sum = number, order = ~number;
  for (std::size_t i = 0; i + sizeof sum <= content.size(); i += sizeof sum) {
    std::uint64_t word = 0;
    std::memcpy(&word, content.data() + i, sizeof word);
    sum += word;
    order += sum;
  }
  // An odd factor is a permutation: no bit of either sum is lost before they are joined.
  const std::uint64_t joined = sum * 0x9e3779b97f4a7c15 ^ (order << 29 | order >> 35);
  return std::max<std::uint64_t>(joined, 1);
}

const char* checked_pages() {
  static const int code = [] {
    static sqlite3_vfs system = *vfs::usual();
    system.zName = vfs::kName;
    system.pNext = nullptr;
    system.szOsFile = static_cast<int>(sizeof(vfs::CheckedFile)) + vfs::usual()->szOsFile;
    system.xOpen = vfs::open;
    return sqlite3_vfs_register(&system, 0);
  }();
  return code == SQLITE_OK ? vfs::kName : nullptr;
}

void reserve_checksums(sqlite3* db) {
  int bytes = vfs::kChecksumBytes;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

}  // namespace folioscope::store
