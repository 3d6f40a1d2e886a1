// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/remote_fleet.h"

#include <fmt/format.h>
#include <libvirt/libvirt.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "fleet/channel_pump.h"
#include "fleet/connection.h"
#include "fleet/console_stream.h"
#include "fleet/cpu_use.h"
#include "fleet/disks.h"
#include "fleet/domain.h"
#include "fleet/domain_events.h"
#include "fleet/domain_xml.h"
#include "fleet/event_loop.h"
#include "fleet/host_facts.h"
#include "fleet/host_link.h"
#include "fleet/libvirt_error.h"
#include "fleet/pool.h"
#include "fleet/vcpu_stats.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

// What a fleet and its guests share; destroyed from the last to the first.
struct Host {
  boost::asio::io_context& io;
  HostUri uri;
  std::string owner;
  std::shared_ptr<GuestRegistry> registry;
  EventLoopLease lease;
  Connection connection;
  DomainEvents events;
  HostLink link;
  Pool pool;
  std::mutex uploads = {};
  std::map<std::filesystem::path, std::string> uploaded = {};  // file here -> path there
};

// The disks of one guest, as volumes; removed with this object.
class DiskVolumes {
 public:
  explicit DiskVolumes(std::shared_ptr<Host> host) : host_(std::move(host)) {}
  DiskVolumes(DiskVolumes&&) noexcept = default;
  DiskVolumes& operator=(DiskVolumes&&) = delete;
  ~DiskVolumes() { remove(); }

  // Those of request.machine, made in request.scratch; the directory over there.
  Result<std::filesystem::path> make(const BootRequest& request) {
    std::filesystem::path directory = request.scratch;
    TRY(Disks files, Disks::create(request));
    for (const std::filesystem::path& file : disk_paths(request)) {
      names_.push_back(file.filename());
      TRY(const std::string path, host_->pool.copy(file, names_.back()));
      directory = std::filesystem::path(path).parent_path();
    }
    return directory;
  }
  void remove() {
    for (const std::string& name : names_) static_cast<void>(host_->pool.remove(name));
    names_.clear();
  }

 private:
  std::shared_ptr<Host> host_;
  std::vector<std::string> names_;
};

class RemoteGuest : public Guest {
 public:
  RemoteGuest(std::shared_ptr<Host> host, std::string name, std::shared_ptr<GuestWatch> watch,
              DiskVolumes disks)
      : host_(std::move(host)),
        name_(std::move(name)),
        watch_(std::move(watch)),
        disks_(std::move(disks)) {}

  ~RemoteGuest() override {
    static_cast<void>(stop());  // what stays is found as an orphan
    pump_.reset();
    if (console_) console_->close();
    watch_->close();
    host_->registry->remove(name_);
  }

  // Starts the domain: paused, until somebody listens.
  Status start(const std::string& xml, const BootRequest& request) {
    domain_.reset(
        virDomainCreateXML(host_->connection.get(), xml.c_str(), VIR_DOMAIN_START_PAUSED));
    if (!domain_) return libvirt_fault(fmt::format("start the guest {} on {}", name_, uri()));
    if (request.channel) {
      TRY(pump_, ChannelPump::open(host_->uri, name_));
    }
    watch_->expect_console_end();
    TRY(console_, ConsoleStream::open(domain_.get(), request.console,
                                      [watch = watch_] { watch->on_console_end(); }));
    if (virDomainResume(domain_.get()) == 0) return {};
    return libvirt_fault(fmt::format("let the guest {} run on {}", name_, uri()));
  }

  UniqueFd take_channel() override { return pump_ ? pump_->take_socket() : UniqueFd(); }
  std::optional<CpuUse> cpu_use() override { return read_vcpu_stats(domain_.get()); }
  std::string process_end() override { return {}; }  // nobody tells

  std::string diagnose() override {
    return vcpu_registers(domain_.get()) + "last console lines:\n" + watch_->last_console_lines();
  }

  Status stop() override {
    watch_->expect_stop();
    if (!domain_ || stopped_) return {};
    TRY_STATUS(destroy(domain_.get(), name_));
    stopped_ = true;
    disks_.remove();
    return {};
  }

 private:
  const std::string& uri() const { return host_->uri.shown; }

  std::shared_ptr<Host> host_;
  std::string name_;
  std::shared_ptr<GuestWatch> watch_;
  DiskVolumes disks_;
  Domain domain_;
  std::unique_ptr<ChannelPump> pump_;
  std::shared_ptr<ConsoleStream> console_;
  bool stopped_ = false;
};

class RemoteFleet : public Fleet {
 public:
  explicit RemoteFleet(std::shared_ptr<Host> host) : host_(std::move(host)) {}

  Result<std::unique_ptr<Guest>> boot(const BootRequest& here,
                                      std::function<void(const GuestEvent&)> on_event) override {
    if (!here.terminal.empty())
      return user_fault("a terminal cannot be had on another host", "leave out --host");
    BootRequest there = here;
    const std::string name = domain_name(host_->owner, here.name);
    TRY(there.kernel, upload(here.kernel, "kernel"));
    TRY(there.initrd, upload(here.initrd, "initrd"));
    there.name = name;  // of the volumes
    DiskVolumes disks(host_);
    TRY(there.scratch, disks.make(there));
    TRY(const std::string xml, domain_xml_through_libvirt(name, there));
    TRY(auto watch, GuestWatch::create(host_->io, here.console, std::move(on_event)));
    if (!host_->registry->add(name, watch)) {
      watch->close();
      return bug_fault("a guest named " + name + " is already there");
    }
    auto guest = std::make_unique<RemoteGuest>(host_, name, std::move(watch), std::move(disks));
    TRY_STATUS(guest->start(xml, there));
    return std::unique_ptr<Guest>(std::move(guest));
  }

  Result<std::vector<std::string>> remove_orphans() override {
    const std::string mark = domain_prefix(host_->owner);
    std::vector<std::string> removed;
    TRY(const auto domains, list_domains(host_->connection.get()));
    for (const auto& [name, domain] : domains) {
      if (!name.starts_with(mark) || host_->registry->find(name)) continue;
      TRY_STATUS(destroy(domain.get(), name));
      removed.push_back(name);
    }
    TRY(const std::vector<std::string> volumes, host_->pool.names());
    for (const std::string& volume : volumes)
      if (volume.starts_with(mark) && !is_disk_of_ours(volume))
        TRY_STATUS(host_->pool.remove(volume));
    return removed;
  }

  Result<HostFacts> facts() override {
    return ask_host_facts(host_->connection.get(), host_->uri.shown);
  }

  bool lost() const override { return host_->link.lost(); }

 private:
  bool is_disk_of_ours(const std::string& volume) const {
    return host_->registry->find(volume.substr(0, volume.rfind("-vd"))) != nullptr;
  }

  // Once for each file, whoever asks first.
  Result<std::string> upload(const std::filesystem::path& file, const std::string& kind) {
    const std::lock_guard lock(host_->uploads);
    if (const auto known = host_->uploaded.find(file); known != host_->uploaded.end())
      return known->second;
    TRY(std::string path, host_->pool.keep(file, kind, host_->owner));
    host_->uploaded[file] = path;
    return path;
  }

  std::shared_ptr<Host> host_;
};

}  // namespace

Result<std::unique_ptr<Fleet>> open_remote(boost::asio::io_context& io, const HostUri& uri,
                                           const std::string& owner) {
  if (owner.empty()) return bug_fault("a fleet needs an owner");
  silence_libvirt("/dev/null");
  // libvirt writes to its sockets as if they never broke; that of a host that went away does.
  std::signal(SIGPIPE, SIG_IGN);
  TRY(EventLoopLease lease, EventLoopLease::take(io));
  TRY(Connection connection, connect(uri.text, uri.shown));
  auto registry = std::make_shared<GuestRegistry>();
  TRY(DomainEvents events, DomainEvents::listen(connection.get(), registry));
  TRY(HostLink link, HostLink::watch(connection.get(), uri.shown, registry));
  TRY(Pool pool, Pool::open(connection.get(), uri.shown));
  return std::unique_ptr<Fleet>(std::make_unique<RemoteFleet>(std::shared_ptr<Host>(
      new Host{io, uri, owner, std::move(registry), std::move(lease), std::move(connection),
               std::move(events), std::move(link), std::move(pool)})));
}

Result<std::vector<std::string>> remove_uploads(boost::asio::io_context& io, const HostUri& uri) {
  silence_libvirt("/dev/null");
  TRY(const EventLoopLease lease, EventLoopLease::take(io));
  TRY(const Connection connection, connect(uri.text, uri.shown));
  TRY(const auto domains, list_domains(connection.get()));
  for (const auto& [name, domain] : domains)
    if (name.starts_with(kDomainsBegin))
      return user_fault(
          fmt::format("the guest {} runs on {}: its run may miss what is removed", name, uri.shown),
          "prune when that run has ended; resume removes what a killed one left");
  TRY(const Pool pool, Pool::open(connection.get(), uri.shown));
  return pool.remove_uploads();
}

std::string remote_owner(const std::string& owner) {
  constexpr std::size_t kDigits = 8;
  std::string machine = sys::read_or_empty("/etc/machine-id");
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) == 0) machine += name;
  return owner + "." + sys::sha256(machine).substr(0, kDigits);
}

}  // namespace folioscope::fleet
