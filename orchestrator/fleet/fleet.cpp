// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleet.h"

#include <fmt/format.h>
#include <libvirt/libvirt.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "fleet/channel.h"
#include "fleet/connection.h"
#include "fleet/disks.h"
#include "fleet/domain.h"
#include "fleet/domain_events.h"
#include "fleet/domain_xml.h"
#include "fleet/embed_root.h"
#include "fleet/event_loop.h"
#include "fleet/host_facts.h"
#include "fleet/libvirt_error.h"
#include "fleet/orphans.h"
#include "fleet/process_owner.h"
#include "fleet/qemu_reaper.h"
#include "fleet/qemu_user.h"
#include "fleet/uri.h"

namespace folioscope::fleet {
namespace {

// What the fleet and its guests share; members are destroyed from the last to the first, so that
// the event loop outlives the connection.
struct Core {
  boost::asio::io_context& io;
  std::string owner;
  std::string uri;          // to be shown
  std::string confinement;  // options for QEMU; empty where a daemon of libvirt's starts it
  std::shared_ptr<GuestRegistry> registry;
  std::optional<QemuReaper> reaper;  // embedded driver only
  EventLoopLease lease;
  Connection connection;
  DomainEvents events;
};

// libvirt tells a guest's end when it misses QEMU's monitor; the process is collected moments
// later.
constexpr std::chrono::milliseconds kProcessEnd{1'000};

class LibvirtGuest : public Guest {
 public:
  LibvirtGuest(std::shared_ptr<Core> core, std::string name, std::shared_ptr<GuestWatch> watch,
               Domain domain, Disks disks, UniqueFd channel)
      : core_(std::move(core)),
        name_(std::move(name)),
        watch_(std::move(watch)),
        domain_(std::move(domain)),
        disks_(std::move(disks)),
        channel_(std::move(channel)),
        pid_(find_qemu_of(name_)),
        cpu_(pid_) {}

  ~LibvirtGuest() override {
    // Best effort: what cannot be stopped here is an orphan, and found as one.
    static_cast<void>(stop());
    watch_->close();
    core_->registry->remove(name_);
  }

  UniqueFd take_channel() override { return std::move(channel_); }

  std::optional<CpuUse> cpu_use() override { return cpu_.read(); }

  std::string process_end() override {
    return core_->reaper ? core_->reaper->end_of(pid_, kProcessEnd) : std::string();
  }

  std::string diagnose() override {
    return vcpu_registers(domain_.get()) + "last console lines:\n" + watch_->last_console_lines();
  }

  Status stop() override {
    watch_->expect_stop();
    TRY_STATUS(destroy(domain_.get(), name_));
    disks_.remove();
    return {};
  }

 private:
  std::shared_ptr<Core> core_;
  std::string name_;
  std::shared_ptr<GuestWatch> watch_;
  Domain domain_;
  Disks disks_;
  UniqueFd channel_;
  const pid_t pid_;  // 0 when it ended at once
  CpuUseReader cpu_;
};

// What libvirt opens for a guest and its event loop, and we for its console and channel; several
// may boot at once.
constexpr int kDescriptorsOfABoot = 48;

// GLib ends the whole process where its event loops find no descriptor: a boot begins only where
// there is room for it.
Status check_descriptors() {
  std::vector<UniqueFd> spare;
  for (int i = 0; i < kDescriptorsOfABoot; ++i) {
    spare.emplace_back(::eventfd(0, EFD_CLOEXEC));
    if (!spare.back())
      return host_fault(
          fmt::format("no room to boot a guest: of {} descriptors that it takes {} are left: {}",
                      kDescriptorsOfABoot, i, std::strerror(errno)),
          "raise `ulimit -n`, or run fewer guests at once");
  }
  return {};
}

// libvirt resolves relative paths against nothing.
Result<BootRequest> absolute(BootRequest request) {
  std::error_code error;
  for (std::filesystem::path* path :
       {&request.kernel, &request.initrd, &request.console, &request.scratch})
    if (!path->empty()) *path = std::filesystem::absolute(*path, error);
  for (const std::filesystem::path* file : {&request.kernel, &request.initrd})
    if (!std::filesystem::is_regular_file(*file, error))
      return host_fault(fmt::format("{} is not a file", file->string()),
                        "build the kernel and the image first");
  return request;
}

class LibvirtFleet : public Fleet {
 public:
  explicit LibvirtFleet(std::shared_ptr<Core> core) : core_(std::move(core)) {}

  Result<std::unique_ptr<Guest>> boot(const BootRequest& relative,
                                      std::function<void(const GuestEvent&)> on_event) override {
    TRY(const BootRequest request, absolute(relative));
    TRY_STATUS(check_descriptors());
    const std::string name = domain_name(core_->owner, request.name);
    TRY(std::optional<ChannelSocket> socket, socket_of(request, name));
    TRY(const std::string xml,
        domain_xml(name, request, socket ? socket->path() : std::filesystem::path(),
                   core_->confinement));
    TRY(Disks disks, Disks::create(request));
    TRY(auto watch, GuestWatch::create(core_->io, request.console, std::move(on_event)));
    if (!core_->registry->add(name, watch)) {
      watch->close();
      return bug_fault("a guest named " + name + " is already there");
    }
    auto begun = begin(xml, name, socket);
    if (!begun) {
      watch->close();
      core_->registry->remove(name);
      return std::move(begun).fault();
    }
    return std::unique_ptr<Guest>(
        std::make_unique<LibvirtGuest>(core_, name, std::move(watch), std::move(begun->domain),
                                       std::move(disks), std::move(begun->channel)));
  }

  Result<std::vector<std::string>> remove_orphans() override {
    // Looked at before they are destroyed: their command lines say which files are theirs.
    const std::vector<QemuProcess> processes =
        find_qemu([this](const std::string& name) { return is_orphan(name); });
    std::set<std::string> removed;
    TRY_STATUS(destroy_domains(removed));
    std::error_code ignored;
    for (const QemuProcess& process : processes) {
      TRY_STATUS(kill_qemu(process));
      for (const auto& disk : process.disks) std::filesystem::remove(disk, ignored);
      // Of an owner that nobody will be again.
      if (is_abandoned(process.domain)) remove_embed_root(embed_base(), owner_in(process.domain));
      removed.insert(process.domain);
    }
    return std::vector<std::string>(removed.begin(), removed.end());
  }

  // What libvirt says of its host is the whole of it; this process may have a part.
  Result<HostFacts> facts() override {
    // libvirt may start a QEMU to ask it what it can do.
    std::optional<QemuReaper::Search> search;
    if (core_->reaper) search.emplace(*core_->reaper);
    TRY(HostFacts facts, ask_host_facts(core_->connection.get(), core_->uri));
    const sys::Host host = sys::measure_host();
    facts.cores = host.cores;
    facts.memory = host.memory;
    facts.cpu_model = host.cpu_model;
    return facts;
  }

  bool lost() const override { return false; }

 private:
  struct Begun {
    Domain domain;
    UniqueFd channel;
  };

  static Result<std::optional<ChannelSocket>> socket_of(const BootRequest& request,
                                                        const std::string& name) {
    if (!request.channel) return std::optional<ChannelSocket>();
    TRY(ChannelSocket socket, ChannelSocket::prepare(embed_base(), name));
    return std::optional<ChannelSocket>(std::move(socket));
  }

  // A guest that we cannot talk to is none.
  Result<Begun> begin(const std::string& xml, const std::string& name,
                      std::optional<ChannelSocket>& socket) {
    TRY(Domain domain, create_domain(xml, name));
    if (!socket) return Begun{std::move(domain), {}};
    auto channel = socket->connect();
    if (channel) return Begun{std::move(domain), *std::move(channel)};
    static_cast<void>(destroy(domain.get(), name));  // what stays is found as an orphan
    return std::move(channel).fault();
  }

  Result<Domain> create_domain(const std::string& xml, const std::string& name) {
    std::optional<QemuReaper::Search> search;
    if (core_->reaper) search.emplace(*core_->reaper);
    Domain domain(virDomainCreateXML(core_->connection.get(), xml.c_str(), VIR_DOMAIN_NONE));
    if (!domain) return libvirt_fault("start the guest " + name);
    return domain;
  }

  bool is_ours(const std::string& name) const { return core_->registry->find(name) != nullptr; }

  bool is_orphan(const std::string& name) const {
    return !is_ours(name) && (name.starts_with(domain_prefix(core_->owner)) || is_abandoned(name));
  }

  Status destroy_domains(std::set<std::string>& removed) {
    TRY(const auto domains, list_domains(core_->connection.get()));
    for (const auto& [name, domain] : domains) {
      if (!is_orphan(name)) continue;
      TRY_STATUS(destroy(domain.get(), name));
      removed.insert(name);
    }
    return {};
  }

  std::shared_ptr<Core> core_;
};

// What a connection is opened with.
struct Access {
  std::string uri;
  std::filesystem::path root;  // embedded driver only

  std::string shown() const { return root.empty() ? uri : "qemu:///embed"; }
};

Result<Access> prepare_access(const Options& options) {
  TRY(const Uri uri, parse_uri(options.uri));
  if (uri.kind != UriKind::Embed) return Access{uri.text, {}};
  TRY(const std::filesystem::path root, uri.root.empty()
                                            ? prepare_embed_root(embed_base(), options.owner)
                                            : prepare_named_root(uri.root));
  return Access{embed_uri(root.string()), root};
}

Result<std::optional<QemuReaper>> start_reaper(boost::asio::io_context& io, const Access& access) {
  if (access.root.empty()) return std::optional<QemuReaper>();
  TRY(QemuReaper reaper, QemuReaper::start(io));
  return std::optional<QemuReaper>(std::move(reaper));
}

// The user's libvirt.conf rules what a daemon starts; the embedded driver is ours.
Result<std::string> confinement_of(const Access& access, virConnectPtr connection) {
  if (access.root.empty()) return std::string();
  unsigned long version = 0;
  if (virConnectGetVersion(connection, &version) != 0) return libvirt_fault("ask for the QEMU");
  return confinement_arguments(user_to_become(), version);
}

}  // namespace

const char* to_string(Accel accel) { return accel == Accel::Kvm ? "kvm" : "tcg"; }

Result<std::unique_ptr<Fleet>> Fleet::open(boost::asio::io_context& io, const Options& options) {
  if (options.owner.empty()) return bug_fault("a fleet needs an owner");
  TRY(const Access access, prepare_access(options));
  silence_libvirt(access.root.empty() ? "/dev/null" : access.root / "libvirt.log");
  TRY(std::optional<QemuReaper> reaper, start_reaper(io, access));
  TRY(EventLoopLease lease, EventLoopLease::take(io));
  TRY(Connection connection, connect(access.uri, access.uri));
  auto registry = std::make_shared<GuestRegistry>();
  TRY(DomainEvents events, DomainEvents::listen(connection.get(), registry));
  TRY(std::string confinement, confinement_of(access, connection.get()));
  return std::unique_ptr<Fleet>(std::make_unique<LibvirtFleet>(std::make_shared<Core>(
      Core{io, options.owner, access.shown(), std::move(confinement), std::move(registry),
           std::move(reaper), std::move(lease), std::move(connection), std::move(events)})));
}

}  // namespace folioscope::fleet
