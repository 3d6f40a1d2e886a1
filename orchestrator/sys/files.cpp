// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "base/unique_fd.h"
#include "sys/install_dirs.h"

namespace folioscope::sys {
namespace fs = std::filesystem;
namespace {

Fault path_fault(std::string_view action, const fs::path& path, int error) {
  return host_fault(fmt::format("cannot {} {}: {}", action, path.string(), std::strerror(error)),
                    error == ENOSPC ? "free some space and try again" : "");
}

// Calls `take` for every chunk of the file.
template <class Take>
Status read_chunks(const fs::path& path, Take take) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return path_fault("read", path, errno);
  std::vector<char> chunk(std::size_t{1} << 18);
  while (true) {
    const ssize_t n = read(fd.get(), chunk.data(), chunk.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return path_fault("read", path, errno);
    if (n == 0) return {};
    take(std::string_view(chunk.data(), static_cast<std::size_t>(n)));
  }
}

Status write_all(int fd, const fs::path& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return path_fault("write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  if (fsync(fd) != 0) return path_fault("write", path, errno);
  return {};
}

class Digest {
 public:
  explicit Digest(const EVP_MD* kind) { EVP_DigestInit_ex(context_.get(), kind, nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i)
      fmt::format_to(std::back_inserter(text), "{:02x}", digest[i]);
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? value : nullptr;
}

// The directory with the bin/ that the running executable is in.
fs::path own_prefix() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
}

}  // namespace

Result<std::string> read_file(const fs::path& path) {
  std::string content;
  TRY_STATUS(read_chunks(path, [&](std::string_view chunk) { content += chunk; }));
  return content;
}

std::string read_or_empty(const fs::path& path) {
  auto text = read_file(path);
  return text.ok() ? std::move(text).value() : std::string();
}

Status write_file(const fs::path& path, std::string_view content) {
  static std::atomic<unsigned> serial{0};  // threads of this process must not share the name
  fs::path temporary = path;
  temporary += fmt::format(".{}.{}.tmp", getpid(), serial++);
  UniqueFd fd(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!fd) return path_fault("write", path, errno);
  Status written = write_all(fd.get(), path, content);
  fd.reset();
  if (written.ok() && rename(temporary.c_str(), path.c_str()) != 0)
    written = path_fault("write", path, errno);
  if (!written.ok()) unlink(temporary.c_str());
  return written;
}

std::string sha256(std::string_view bytes) {
  Digest hash(EVP_sha256());
  hash.add(bytes);
  return hash.hex();
}

std::string sha1(std::string_view bytes) {
  Digest hash(EVP_sha1());
  hash.add(bytes);
  return hash.hex();
}

Result<std::string> sha256_file(const fs::path& path) {
  Digest hash(EVP_sha256());
  TRY_STATUS(read_chunks(path, [&](std::string_view chunk) { hash.add(chunk); }));
  return hash.hex();
}

Result<fs::path> cache_dir() {
  fs::path dir;
  if (const char* own = environment("FOLIOSCOPE_CACHE"))
    dir = own;
  else if (const char* xdg = environment("XDG_CACHE_HOME"))
    dir = fs::path(xdg) / "folioscope";
  else if (const char* home = environment("HOME"))
    dir = fs::path(home) / ".cache/folioscope";
  else
    return user_fault("no place for the cache: HOME is not set", "set FOLIOSCOPE_CACHE");
  std::error_code error;
  fs::create_directories(dir, error);
  if (error)
    return user_fault(fmt::format("cannot create {}: {}", dir.string(), error.message()),
                      "set FOLIOSCOPE_CACHE to a directory that can be written");
  return fs::absolute(dir);
}

Result<fs::path> guest_dir() {
  fs::path dir;
  std::error_code error;
  if (const char* own = environment("FOLIOSCOPE_GUEST_DIR")) {
    dir = fs::absolute(own);
  } else if (const fs::path prefix = own_prefix(); !prefix.empty()) {
    dir = prefix / kLibexecDir / "folioscope";
    if (!fs::is_directory(dir, error)) dir = prefix / "guest";
  }
  if (!fs::is_directory(dir, error))
    return user_fault(fmt::format("no guest programs in {}", dir.string()),
                      "install the package folioscope-guest, build them with ./dev build, or set "
                      "FOLIOSCOPE_GUEST_DIR");
  return dir;
}

fs::path product_dir() {
  if (const char* own = environment("FOLIOSCOPE_PRODUCT_DIR")) return fs::absolute(own);
  std::error_code error;
  const fs::path prefix = own_prefix();
  if (prefix.empty()) return {};
  for (const fs::path& candidate : {prefix / kDataDir / "folioscope", prefix.parent_path()})
    if (fs::is_directory(candidate / "configs", error)) return candidate;
  return {};
}

}  // namespace folioscope::sys
