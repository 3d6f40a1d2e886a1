// SPDX-License-Identifier: GPL-3.0-or-later
// Guests through libvirt. One connection per Fleet; libvirt's event loop runs on the io_context
// given to open(), so that thread must be running while guests live. Calls that say "blocks" take
// up to seconds and must not be made on that thread, so not from on_event either; they are safe
// from any other. The io_context outlives the Fleet and every Guest; io.run() does not return
// before both are gone. One process: one io_context and, with qemu:///embed, one owner.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "fleet/asio_fwd.h"
#include "fleet/cpu_use.h"
#include "spec/spec.h"
#include "sys/host.h"

namespace folioscope::fleet {

enum class Accel { Kvm, Tcg };
const char* to_string(Accel accel);  // "kvm", "tcg"

struct Options {
  // libvirt URI; empty means qemu:///embed with a root of our own under a short path. With a daemon
  // (qemu:///session, qemu:///system) libvirt's log daemon turns the console file over at 2 MiB and
  // what the guest prints after that is not looked at. Other hosts are refused: remote_fleet.h.
  std::string uri;
  // Marks our domains: all are named "folioscope-OWNER-...". Derived from the run directory, so
  // that a resumed run finds what the killed one left; or process_owner(), where nobody resumes.
  std::string owner;
};

struct BootRequest {
  std::string name;  // appended to "folioscope-OWNER-"
  spec::Machine machine;
  Accel accel = Accel::Tcg;
  std::filesystem::path kernel;  // vmlinux with a PVH entry, or bzImage
  std::filesystem::path initrd;
  std::string cmdline;            // the whole kernel command line
  std::filesystem::path console;  // file that gets the console, created anew
  // A socket of QEMU's (AF_UNIX, a new one) at which the console can be typed into too; empty:
  // none.
  std::filesystem::path terminal = {};
  std::filesystem::path scratch;  // directory for disks of this guest
  bool channel = false;           // whether it has a byte channel to the host: Guest::take_channel
};

struct GuestEvent {
  enum class Kind {
    Oops,      // oops, BUG, WARN-with-panic, panic, KASAN ...: text is the report's first lines
    Hang,      // the guest's own soft lockup, hung task or RCU stall report
    Stopped,   // the domain ended by itself (power-off, reset after a panic) or by stop()
    Crashed,   // the guest ended in disorder, by its own doing (a triple fault): text says how
    QemuDied,  // the host ended it: QEMU was killed, failed, or was destroyed by somebody else
  };
  Kind kind = Kind::Stopped;
  std::string text;
  std::uint64_t oom_kills = 0;  // of a last event: processes that the guest killed for memory
};

class Guest {
 public:
  virtual ~Guest() = default;  // stops the domain if it still runs (blocks)
  // The host's end of the guest's byte channel, a connected stream socket; empty when it was taken,
  // or not asked for. In the guest it is the virtio-serial port org.folioscope.agent.0. What the
  // guest writes waits for a reader; the channel ends with the domain.
  virtual UniqueFd take_channel() = 0;
  // What can be learnt from outside about a guest that makes no progress: registers of each vCPU,
  // the last console lines; those alone of one that has ended. Blocks.
  virtual std::string diagnose() = 0;
  // What the host's CPUs gave its QEMU so far; empty when QEMU is gone or cannot be seen. Reads a
  // few files of /proc.
  virtual std::optional<CpuUse> cpu_use() = 0;
  // How the process of a QEMU that died ended: "signal 9 (Killed)", "exit code 1"; empty when
  // nobody knows (it runs, or another process collects it). Waits for up to a second.
  virtual std::string process_end() = 0;
  // Destroys the domain and removes its disks; idempotent. Blocks.
  virtual Status stop() = 0;
};

struct HostFacts {
  std::string uri;  // of its libvirt, without user and password
  int cores = 0;
  Bytes memory;
  std::string cpu_model = {};  // empty: libvirt does not say
  std::string qemu = {};       // version
  bool offers_kvm = false;     // whether it works, a boot has to prove
};

class Fleet {
 public:
  // Blocks. Faults: User (URI refused, libvirt not installed: the remedy names the package).
  static Result<std::unique_ptr<Fleet>> open(boost::asio::io_context& io, const Options& options);
  virtual ~Fleet() = default;

  // Starts a guest. Events arrive on the io thread until the Guest is destroyed; one of Stopped,
  // Crashed or QemuDied is always the last. Blocks.
  virtual Result<std::unique_ptr<Guest>> boot(const BootRequest& request,
                                              std::function<void(const GuestEvent&)> on_event) = 0;
  // Destroys every domain that carries our owner mark, except the guests of this Fleet, and every
  // one whose owner is a process that is gone (process_owner.h), and removes its disks; returns
  // their names. Blocks.
  virtual Result<std::vector<std::string>> remove_orphans() = 0;
  // Blocks.
  virtual Result<HostFacts> facts() = 0;
  // The host is reached no more, and will not be through this object. Never so of our own.
  virtual bool lost() const = 0;
};

// What guest-image/init has to know of a machine's disks, a parameter of the kernel's command line:
// "folioscope.disks=vda:xfs:4,vdb:ext4:" (name:filesystem:requests); empty when it has nothing to
// do.
std::string disks_parameter(const spec::Machine& machine);

// How many guests may run at once: bounded by cores (vCPUs may overcommit them by a factor) and by
// memory with a reserve for the host. Fault (User): one machine needs more memory than there is.
struct Budget {
  int cores = 0;
  Bytes memory;
  double overcommit = 4;  // vCPUs per core; 1 guest is always allowed
};
Result<int> concurrency(const Budget& budget, const std::vector<spec::Machine>& machines);

// Accel::Kvm only after a guest with it printed its first line within the deadline (nested hosts
// may offer a /dev/kvm that hangs every guest). Remembered in CACHE/acceleration until the host
// boots again. Blocks, at most 10 s.
struct ProbeResult {
  Accel accel = Accel::Tcg;
  std::string why;  // "kvm: a guest greeted after 0.4 s", "tcg: no guest starts with /dev/kvm: ..."
};
ProbeResult probe_acceleration(const std::filesystem::path& kernel,
                               const std::filesystem::path& cache);

}  // namespace folioscope::fleet
