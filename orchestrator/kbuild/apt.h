// SPDX-License-Identifier: GPL-3.0-or-later
// apt's own client with a state of its own: it knows no installed package, installs nothing,
// changes nothing of the machine's apt and needs no root. apt checks the archive's signature and
// the hash of what it fetches.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sys/process.h"

namespace folioscope::kbuild {

// Replaces the machine's mirror; as in sources.list, options before it: "http://ftp.de.debian.org/
// debian", "[trusted=yes] file:/srv/mirror".
inline constexpr const char* kMirrorVariable = "FOLIOSCOPE_DEBIAN_MIRROR";

struct AptRequest {
  std::filesystem::path top;  // all of the state, and what is fetched; becomes a directory
  std::vector<std::string>
      suites;             // the first is preferred; empty: the machine's own and backports
  std::string subject;    // what faults say is fetched: "linux-source-6.12"
  std::string space;      // what it takes: "400 MB"
  std::string otherwise;  // what to do where there is no network
};

class Apt {
 public:
  explicit Apt(AptRequest request) : request_(std::move(request)) {}

  // Reads what the archive has. Faults: User (no such suite), Host (no network, a signature that
  // cannot be checked, no space, interrupted).
  Status update(std::stop_token stop) const;

  // `apt-get ...` or `apt-cache ...` with that state, in downloads(). An unsuccessful exit is no
  // fault: see fault_of().
  Result<sys::Exit> run(std::vector<std::string> argv, std::stop_token stop) const;

  // What an unsuccessful apt said in many lines, as one of few reasons.
  Fault fault_of(const std::string& said) const;

  std::filesystem::path downloads() const { return request_.top / "download"; }
  std::filesystem::path archives() const { return request_.top / "cache/archives"; }  // of install
  // As a message names it: the suite, or "the machine's own sources of Debian and its backports".
  std::string where() const;

 private:
  AptRequest request_;
};

// Fault (Host): this is no Debian, or one without `apt-get` and `dpkg-deb`; `otherwise` is the
// remedy.
Status check_apt(const std::string& otherwise);

// Whether it can be a suite's name, and nothing else: "trixie-backports".
bool is_suite_name(std::string_view text);

// A directory that is gone when its maker ends, well or not, and that a killed one's successor
// empties.
class Scratch {
 public:
  explicit Scratch(std::filesystem::path path);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  std::filesystem::path path_;
};

// One archive that apt of a machine is told to use.
struct AptSource {
  std::string options;  // "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" or empty
  std::string uri;
  std::vector<std::string> suites;

  bool operator==(const AptSource&) const = default;
};
// Those of Debian itself for binary packages, in a file of one-line entries or (`deb822`) stanzas.
// Archives of others are left out.
enum class SourcesForm { OneLine, Deb822 };
std::vector<AptSource> read_sources(std::string_view text, SourcesForm form);

// The lines for apt: `suite` on the mirror of the first source, or, where it is empty, the sources
// as they are and the backports of `release` ("bookworm"; may be empty). Without a source,
// Debian's own.
std::string sources_list(const std::vector<AptSource>& sources, const std::string& suite,
                         const std::string& release);

}  // namespace folioscope::kbuild
