// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"
#include "fleet/domain_xml.h"
#include "fleet/libvirt_error.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;

// Beside libvirt's own images, where QEMU may read.
constexpr const char* kPoolDirectory = "/var/lib/libvirt/folioscope";
constexpr std::string_view kWhole = ".whole";
constexpr std::size_t kPiece = 128 << 10;  // a message of libvirt holds 256 KiB

Fault pool_fault(const std::string& doing, const std::string& host) {
  Fault fault = libvirt_fault(fmt::format("{} of {}", doing, host));
  if (fault.remedy.empty()) fault.remedy = fmt::format("look there: virsh pool-info {}", kPoolName);
  return fault;
}

// Only root's libvirt has a directory that is known from afar.
Result<StoragePool> define(virConnectPtr connection, const std::string& host) {
  if (host.ends_with("/session"))
    return user_fault(
        fmt::format("{} has no storage pool named {}", host, kPoolName),
        fmt::format("make one there: virsh pool-define-as {} dir --target DIRECTORY", kPoolName));
  const std::string xml =
      fmt::format("<pool type='dir'><name>{}</name><target><path>{}</path></target></pool>",
                  kPoolName, kPoolDirectory);
  StoragePool pool(virStoragePoolDefineXML(connection, xml.c_str(), 0));
  if (pool) return pool;
  // Another run may have been faster.
  pool.reset(virStoragePoolLookupByName(connection, kPoolName));
  if (pool) return pool;
  return pool_fault("make the storage pool", host);
}

// A pool whose directory went away is stopped by libvirt when it looks, and made again at the next
// start.
Status start(virStoragePoolPtr pool, const std::string& host) {
  if (virStoragePoolIsActive(pool) == 1 && virStoragePoolRefresh(pool, 0) == 0) return {};
  std::optional<Fault> fault;
  if (virStoragePoolBuild(pool, 0) != 0)
    fault = pool_fault("make the storage pool's directory", host);
  if (virStoragePoolCreate(pool, 0) == 0) return {};
  if (!fault) fault = pool_fault("start the storage pool", host);
  if (virStoragePoolIsActive(pool) == 1) return {};  // somebody else did
  return *fault;
}

struct Extent {
  off_t begin = 0, end = 0;
};

// The next one with data at or after `from`; empty at the file's end.
Extent next_extent(int file, off_t from, off_t size) {
  const off_t begin = ::lseek(file, from, SEEK_DATA);
  if (begin < 0) return errno == ENXIO ? Extent{} : Extent{from, size};  // it cannot tell holes
  const off_t end = ::lseek(file, begin, SEEK_HOLE);
  return {begin, end < 0 ? size : end};
}

Status send(virStreamPtr stream, int file, const Extent& extent, const std::string& upload) {
  std::vector<char> buffer(kPiece);
  for (off_t at = extent.begin; at < extent.end;) {
    const auto want = std::min<off_t>(static_cast<off_t>(kPiece), extent.end - at);
    const ssize_t read = ::pread(file, buffer.data(), static_cast<std::size_t>(want), at);
    if (read <= 0)
      return host_fault(fmt::format("cannot {}: cannot read it: {}", upload,
                                    read == 0 ? "it became shorter" : std::strerror(errno)));
    for (ssize_t sent = 0; sent < read;) {
      const int n =
          virStreamSend(stream, buffer.data() + sent, static_cast<std::size_t>(read - sent));
      if (n < 0) return libvirt_fault(upload);
      sent += n;
    }
    at += read;
  }
  return {};
}

Status send_extent(virStorageVolPtr volume, int file, const Extent& extent,
                   const std::string& upload) {
  Stream stream(virStreamNew(virStorageVolGetConnect(volume), 0));
  if (!stream) return libvirt_fault("make a stream");
  if (virStorageVolUpload(volume, stream.get(), static_cast<unsigned long long>(extent.begin),
                          static_cast<unsigned long long>(extent.end - extent.begin), 0) != 0)
    return libvirt_fault(upload);
  if (Status sent = send(stream.get(), file, extent, upload); !sent) {
    virStreamAbort(stream.get());
    return sent;
  }
  // Here the other side says what became of it: a full disk, for one.
  if (virStreamFinish(stream.get()) != 0) return libvirt_fault(upload);
  return {};
}

Result<std::string> path_of(virStorageVolPtr volume) {
  char* path = virStorageVolGetPath(volume);
  if (path == nullptr) return libvirt_fault("name the file of a volume");
  std::string text = path;
  std::free(path);
  return text;
}

// KIND-SHA256.OWNER, or its mark. A disk has the name of its guest before, with '-' in it.
bool is_upload(std::string_view name) {
  constexpr std::size_t kHexDigits = 64;
  const std::size_t dash = name.find('-');
  if (dash == name.npos) return false;
  const std::string_view hash = name.substr(dash + 1, name.substr(dash + 1).find('.'));
  return hash.size() == kHexDigits && name.size() > dash + 1 + kHexDigits &&
         hash.find_first_not_of("0123456789abcdef") == hash.npos;
}

std::string in_mib(std::uint64_t bytes) { return fmt::format("{} MiB", bytes >> 20); }

Result<Bytes> size_of(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) return host_fault(fmt::format("cannot read {}: {}", file.string(), error.message()));
  return Bytes{size};
}

}  // namespace

Result<Pool> Pool::open(virConnectPtr connection, const std::string& host) {
  StoragePool pool(virStoragePoolLookupByName(connection, kPoolName));
  if (!pool) {
    const virError* error = virGetLastError();
    if (error != nullptr && error->code != VIR_ERR_NO_STORAGE_POOL)
      return pool_fault("look for the storage pool", host);
    TRY(pool, define(connection, host));
  }
  TRY_STATUS(start(pool.get(), host));
  return Pool(std::move(pool), host);
}

Result<std::vector<std::string>> Pool::names() const {
  virStorageVolPtr* list = nullptr;
  const int count = virStoragePoolListAllVolumes(pool_.get(), &list, 0);
  if (count < 0) return pool_fault("list the storage pool", host_);
  std::vector<std::string> names;
  for (virStorageVolPtr one : std::span(list, static_cast<std::size_t>(count))) {
    const Volume volume(one);
    names.emplace_back(virStorageVolGetName(volume.get()));
  }
  std::free(list);
  return names;
}

Status Pool::remove(const std::string& name) const {
  const Volume volume(virStorageVolLookupByName(pool_.get(), name.c_str()));
  if (!volume || virStorageVolDelete(volume.get(), 0) == 0) return {};
  return pool_fault("remove " + name, host_);
}

Result<std::vector<std::string>> Pool::remove_uploads() const {
  TRY(std::vector<std::string> all, names());
  std::erase_if(all, [](const std::string& name) { return !is_upload(name); });
  for (const std::string& name : all) TRY_STATUS(remove(name));
  return all;
}

Status Pool::check_space(const fs::path& file, Bytes size) const {
  virStoragePoolInfo info{};
  if (virStoragePoolGetInfo(pool_.get(), &info) != 0)
    return pool_fault("look at the storage pool", host_);
  if (info.available >= size.count) return {};
  return host_fault(
      fmt::format("the storage pool {} of {} has {} left, {} needs {}", kPoolName, host_,
                  in_mib(info.available), file.string(), in_mib(size.count)),
      fmt::format("make room there; `virsh vol-list {}` shows what can be deleted", kPoolName));
}

// Whoever runs QEMU there may read it.
Result<Volume> Pool::create(const std::string& name, Bytes size) const {
  const std::string xml = fmt::format(
      "<volume><name>{}</name><capacity unit='bytes'>{}</capacity>"
      "<allocation unit='bytes'>0</allocation><target><format type='raw'/>"
      "<permissions><mode>0644</mode></permissions></target></volume>",
      xml_escape(name), size.count);
  Volume volume(virStorageVolCreateXML(pool_.get(), xml.c_str(), 0));
  if (volume) return volume;
  return pool_fault("make the volume " + name, host_);
}

Status Pool::upload(virStorageVolPtr volume, const fs::path& file) const {
  TRY(const Bytes size, size_of(file));
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd)
    return host_fault(fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)));
  const auto end = static_cast<off_t>(size.count);
  for (off_t at = 0; at < end;) {
    const Extent extent = next_extent(fd.get(), at, end);
    if (extent.end == 0) return {};
    TRY_STATUS(send_extent(volume, fd.get(), extent,
                           fmt::format("upload {} to {}", file.string(), host_)));
    at = extent.end;
  }
  return {};
}

Result<Volume> Pool::find_whole(const std::string& prefix, Bytes size) const {
  TRY(const std::vector<std::string> all, names());
  for (const std::string& name : all) {
    if (!name.starts_with(prefix) || !name.ends_with(kWhole)) continue;
    const std::string bytes = name.substr(0, name.size() - kWhole.size());
    Volume volume(virStorageVolLookupByName(pool_.get(), bytes.c_str()));
    virStorageVolInfo info{};
    if (volume && virStorageVolGetInfo(volume.get(), &info) == 0 && info.capacity == size.count)
      return volume;
  }
  return Volume();
}

Result<std::string> Pool::keep(const fs::path& file, const std::string& kind,
                               const std::string& owner) const {
  TRY(const std::string hash, sys::sha256_file(file));
  TRY(const Bytes size, size_of(file));
  const std::string prefix = fmt::format("{}-{}.", kind, hash);
  TRY(const Volume whole, find_whole(prefix, size));
  if (whole) return path_of(whole.get());
  TRY_STATUS(check_space(file, size));
  const std::string name = prefix + owner;
  // What there is of ours is half of it, or of another size.
  TRY_STATUS(remove(name + std::string(kWhole)));
  TRY_STATUS(remove(name));
  TRY(const Volume volume, create(name, size));
  Status written = upload(volume.get(), file);
  if (written) {
    const auto mark = create(name + std::string(kWhole), Bytes{});
    if (mark) return path_of(volume.get());
    written = mark.fault();
  }
  static_cast<void>(remove(name));  // the fault that is told is the first one
  return written.fault();
}

Result<std::string> Pool::copy(const fs::path& file, const std::string& name) const {
  TRY(const Bytes size, size_of(file));
  TRY_STATUS(remove(name));
  TRY(const Volume volume, create(name, size));
  if (Status written = upload(volume.get(), file); !written) {
    static_cast<void>(remove(name));
    return written.fault();
  }
  return path_of(volume.get());
}

}  // namespace folioscope::fleet
