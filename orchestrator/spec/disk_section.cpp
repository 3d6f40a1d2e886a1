// SPDX-License-Identifier: GPL-3.0-or-later
// disks: size, limits, and what is made on them before the guest sees them.
#include <fmt/format.h>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Range kDiskSize{1ull << 20, 16ull << 40};
constexpr Range kDiskRate{1ull << 10, 1ull << 40};
constexpr Range kDiskIops{1, 10'000'000};
// Linux: BLKDEV_MIN_RQ. QEMU: a virtio disk's ring has 256 entries.
constexpr Range kRequests{4, 256};

constexpr FileSystem kFileSystems[] = {FileSystem::Ext4, FileSystem::Xfs, FileSystem::Swap};

Form filesystem_form() {
  std::vector<std::string> words;
  for (const FileSystem kind : kFileSystems) words.emplace_back(to_string(kind));
  return Form::word(std::move(words));
}

const Keys& disk_keys() {
  static const Form iops = Form::count(kDiskIops), rate = Form::size(kDiskRate, "/s");
  static const Keys keys{
      .section = "disk",
      .rows =
          {{"size", Form::size(kDiskSize), "How large it is."},
           {"iops", iops, "At most so many operations per second, reads and writes together."},
           {"read_iops", iops, "At most so many reads per second."},
           {"write_iops", iops, "At most so many writes per second."},
           {"rate", rate, "At most so many bytes per second, reads and writes together."},
           {"read_rate", rate, "At most so many bytes per second are read."},
           {"write_rate", rate, "At most so many bytes per second are written."},
           {"filesystem", filesystem_form(),
            "What the host makes on it. A file system is mounted at /mnt/vda onwards, `swap` is "
            "swapped on."},
           {"requests", Form::count(kRequests),
            "Requests in flight before the guest's tasks wait for one."}},
      .required = {"size"},
      .apart = {{"iops", "read_iops"},
                {"iops", "write_iops"},
                {"rate", "read_rate"},
                {"rate", "write_rate"}}};
  return keys;
}

// Below this mkfs.xfs refuses (xfsprogs since 5.19), and mkfs.ext4 leaves out the journal.
Bytes smallest(FileSystem kind) {
  switch (kind) {
    case FileSystem::None:
      return {};
    case FileSystem::Ext4:
      return mib(8);
    case FileSystem::Xfs:
      return mib(300);
    case FileSystem::Swap:
      return mib(1);
  }
  return {};
}

// `iops` limits reads and writes together, `read_iops` and `write_iops` each; `rate` likewise.
template <class Value, class Read>
void read_limits(const Fields& fields, const std::string& both, std::optional<Value>& together,
                 std::optional<Value>& reads, std::optional<Value>& writes, Diagnostics& out,
                 Read read) {
  if (const Node* node = fields.find("read_" + both)) reads = read(*node, "read_" + both);
  if (const Node* node = fields.find("write_" + both)) writes = read(*node, "write_" + both);
  const Node* node = fields.find(both);
  if (!node) return;
  together = read(*node, both);
  for (const char* side : {"read_", "write_"})
    if (fields.find(side + both))
      out.add(fields.key_place(side + both), fmt::format("`{}{}` beside `{}`", side, both, both),
              fmt::format("`{0}` limits both together; or use read_{0} and write_{0}", both));
}

FileSystem read_filesystem(const Node& node, Diagnostics& out) {
  const auto text = read_text(node, "filesystem", out);
  if (!text) return FileSystem::None;
  for (const FileSystem kind : kFileSystems)
    if (*text == to_string(kind)) return kind;
  out.add(node.at, fmt::format("no file system `{}`", *text), "one of ext4, xfs and swap");
  return FileSystem::None;
}

Disk read_disk(const Node& item, Diagnostics& out) {
  Disk disk;
  Fields fields(item, "disk", disk_keys(), out);
  read_limits(fields, "iops", disk.iops, disk.read_iops, disk.write_iops, out,
              [&](const Node& value, std::string_view what) {
                return read_count(value, what, kDiskIops, out);
              });
  read_limits(fields, "rate", disk.rate, disk.read_rate, disk.write_rate, out,
              [&](const Node& value, std::string_view what) {
                return read_size(value, what, kDiskRate, out, "/s");
              });
  if (const Node* node = fields.find("filesystem")) disk.filesystem = read_filesystem(*node, out);
  if (const Node* node = fields.find("requests"))
    disk.requests = read_count(*node, "requests", kRequests, out);
  const Node* size = fields.find("size");
  const auto bytes = size ? read_size(*size, "disk size", kDiskSize, out) : std::nullopt;
  if (!bytes) return disk;
  disk.size = *bytes;
  if (const Bytes least = smallest(disk.filesystem); disk.size < least)
    out.add(size->at,
            fmt::format("{} is too small for {}", to_string(disk.size), to_string(disk.filesystem)),
            fmt::format("it takes {}", to_string(least)));
  return disk;
}

}  // namespace

const char* to_string(FileSystem kind) {
  switch (kind) {
    case FileSystem::None:
      return "";
    case FileSystem::Ext4:
      return "ext4";
    case FileSystem::Xfs:
      return "xfs";
    case FileSystem::Swap:
      return "swap";
  }
  return "";
}

Form disks_form() { return Form::list(Form::map(disk_keys), limits::kDisks); }

std::vector<Disk> read_disks(const Node& node, const Context& context) {
  Diagnostics& out = context.diagnostics;
  std::vector<Disk> disks;
  auto items = read_list(node, "disks", ListForm::ListOnly, out);
  check_most(node.at, items.size(), limits::kDisks, "disks", out);
  disks.reserve(items.size());
  for (const Node* item : items) disks.push_back(read_disk(*item, out));
  return disks;
}

}  // namespace folioscope::spec
