// SPDX-License-Identifier: GPL-3.0-or-later
// The storage pool "folioscope" of a libvirt: what guests there need of our files. Every call
// blocks; any thread.
//
//   KIND-SHA256.OWNER        a kernel or an initrd, by what is in it
//   KIND-SHA256.OWNER.whole  says that all of it was written
//   folioscope-OWNER-...     the disks of a guest, named after it
//
// A volume is written under the name that it keeps, as libvirt renames none; so its size says
// nothing, and a second, empty volume says that it is whole. The owner is in the name because a
// volume has one writer: a run that finds half of somebody else's cannot know whether he still
// writes, and makes its own. Whoever needs the bytes may use anybody's that is whole.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "fleet/connection.h"

namespace folioscope::fleet {

inline constexpr const char* kPoolName = "folioscope";

class Pool {
 public:
  // Starts the pool; makes it where there is none: a directory beside the images of the system's
  // libvirt. `host` is for messages. Faults name what the user of that host has to do.
  static Result<Pool> open(virConnectPtr connection, const std::string& host);

  // The path over there of a volume with the bytes of `file`, uploaded if there is none that is
  // whole. One call at a time for each owner. Faults (Host): no space; the upload broke, and
  // nothing of it is left.
  Result<std::string> keep(const std::filesystem::path& file, const std::string& kind,
                           const std::string& owner) const;
  // A new volume with the bytes of `file`, whose holes stay holes; its path over there. One of that
  // name is replaced.
  Result<std::string> copy(const std::filesystem::path& file, const std::string& name) const;
  // Nothing where there is no such volume.
  Status remove(const std::string& name) const;
  Result<std::vector<std::string>> names() const;
  // Removes every kernel and initrd, whoever uploaded it; their names.
  Result<std::vector<std::string>> remove_uploads() const;

 private:
  Pool(StoragePool pool, std::string host) : pool_(std::move(pool)), host_(std::move(host)) {}
  Result<Volume> create(const std::string& name, Bytes size) const;
  Result<Volume> find_whole(const std::string& prefix, Bytes size) const;
  Status upload(virStorageVolPtr volume, const std::filesystem::path& file) const;
  Status check_space(const std::filesystem::path& file, Bytes size) const;

  StoragePool pool_;
  std::string host_;
};

}  // namespace folioscope::fleet
