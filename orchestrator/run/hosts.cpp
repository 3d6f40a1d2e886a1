// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/hosts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "fleet/remote_fleet.h"

namespace folioscope::run {
namespace {

const std::filesystem::path& any_kernel(const Prepared& prepared) {
  static const std::filesystem::path none;
  for (const VariantKernel& variant : prepared.kernels)
    if (variant.kernel) return variant.kernel->image;
  return none;
}

store::HostRow row_of(const fleet::HostFacts& facts, fleet::Accel accel) {
  return {facts.uri, facts.cores, facts.cpu_model, facts.qemu, fleet::to_string(accel)};
}

Result<OpenHost> open_here(boost::asio::io_context& io, const Prepared& prepared,
                           const Directory& directory, const Options& options) {
  OpenHost host;
  TRY(host.fleet, fleet::Fleet::open(io, {.uri = options.uri, .owner = directory.owner()}));
  TRY_STATUS(remove_orphans(*host.fleet, options));
  TRY(const fleet::HostFacts facts, host.fleet->facts());
  host.accel = prepared.accel.accel;
  host.guests = prepared.guests;
  host.row = row_of(facts, host.accel);
  host.memory = facts.memory;
  host.counters = sys::read_host_counters;
  return host;
}

fleet::ProbeResult accel_there(fleet::Fleet& fleet, const Prepared& prepared,
                               const Directory& directory, const Options& options) {
  switch (options.accel) {
    case AccelChoice::Kvm:
      return {fleet::Accel::Kvm, "kvm: as asked"};
    case AccelChoice::Tcg:
      return {fleet::Accel::Tcg, "tcg: as asked"};
    case AccelChoice::Auto:
      break;
  }
  return fleet::probe_acceleration(fleet, any_kernel(prepared), prepared.image.file,
                                   directory.scratch());
}

// What concerns one host of several says which.
Fault on_host(Fault fault, const std::string& host) {
  if (fault.what.find(host) == std::string::npos) fault.what = host + ": " + fault.what;
  return fault;
}

Result<ReachedHost> reach(boost::asio::io_context& io, const fleet::HostUri& uri,
                          const plan::Plan& plan, const Directory& directory,
                          const Options& options) {
  ReachedHost host{.uri = uri};
  TRY(host.fleet, fleet::open_remote(io, uri, fleet::remote_owner(directory.owner())));
  TRY_STATUS(remove_orphans(*host.fleet, options));
  TRY(host.facts, host.fleet->facts());
  TRY(const int fit, fleet::concurrency({.cores = host.facts.cores, .memory = host.facts.memory},
                                        plan.spec.machines));
  host.guests = plan::guests_at_once(plan.spec, fit, options.guests);
  return host;
}

OpenHost open_there(ReachedHost reached, const Prepared& prepared, const Directory& directory,
                    const Options& options) {
  const fleet::HostFacts& facts = reached.facts;
  const fleet::ProbeResult probed = accel_there(*reached.fleet, prepared, directory, options);
  OpenHost host;
  host.guests = reached.guests;
  host.accel = probed.accel;
  host.row = row_of(facts, host.accel);
  host.memory = facts.memory;
  host.counters = [] { return sys::HostCounters{}; };
  host.fleet = std::move(reached.fleet);
  say(options, fmt::format("{}: {} cores{}{}, QEMU {}, {} guests at once, acceleration {}",
                           reached.uri.shown, facts.cores, facts.cpu_model.empty() ? "" : " of ",
                           facts.cpu_model, facts.qemu, host.guests, probed.why));
  return host;
}

}  // namespace

Result<std::vector<ReachedHost>> reach_hosts(boost::asio::io_context& io, const plan::Plan& plan,
                                             const Directory& directory, const Options& options) {
  std::vector<fleet::HostUri> uris;
  for (const std::string& text : options.hosts) {
    TRY(const fleet::HostUri uri, fleet::parse_host_uri(text));
    if (std::ranges::find(uris, uri.shown, &fleet::HostUri::shown) != uris.end())
      return user_fault(fmt::format("the host {} is named twice", uri.shown), "name it once");
    uris.push_back(uri);
  }
  std::vector<ReachedHost> hosts;
  for (const fleet::HostUri& uri : uris) {
    auto host = reach(io, uri, plan, directory, options);
    if (!host) return on_host(host.fault(), uri.shown);
    hosts.push_back(*std::move(host));
  }
  return hosts;
}

Result<std::vector<OpenHost>> open_hosts(boost::asio::io_context& io,
                                         std::vector<ReachedHost> reached, const Prepared& prepared,
                                         const Directory& directory, const Options& options) {
  std::vector<OpenHost> hosts;
  if (reached.empty()) {
    TRY(OpenHost here, open_here(io, prepared, directory, options));
    hosts.push_back(std::move(here));
  }
  for (ReachedHost& host : reached)
    hosts.push_back(open_there(std::move(host), prepared, directory, options));
  return hosts;
}

std::string acceleration_of(const std::vector<OpenHost>& hosts) {
  std::set<std::string> all;
  for (const OpenHost& host : hosts) all.insert(host.row.acceleration);
  return fmt::format("{}", fmt::join(all, " and "));
}

store::NamedValues facts_of(const std::vector<OpenHost>& hosts) {
  int cores = 0;
  Bytes memory;
  std::set<std::string> models;
  for (const OpenHost& host : hosts) {
    cores += host.row.cores;
    memory.count += host.memory.count;
    models.insert(host.row.cpu_model);
  }
  return {{"cores", fmt::format("{}", cores)},
          {"cpu_model", fmt::format("{}", fmt::join(models, ", "))},
          {"memory_bytes", fmt::format("{}", memory.count)}};
}

}  // namespace folioscope::run
