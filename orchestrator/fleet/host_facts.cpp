// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/host_facts.h"

#include <fmt/format.h>

#include <cstdlib>

#include "fleet/libvirt_error.h"

namespace folioscope::fleet {
namespace {

// What is between `begin` and `end`; empty where either is missing.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
  const std::size_t from = text.find(begin);
  if (from == text.npos) return {};
  text.remove_prefix(from + begin.size());
  const std::size_t to = text.find(end);
  return to == text.npos ? std::string_view{} : text.substr(0, to);
}

}  // namespace

std::string qemu_version(unsigned long version) {
  return fmt::format("{}.{}.{}", version / 1'000'000, version / 1'000 % 1'000, version % 1'000);
}

std::string cpu_model_in(std::string_view capabilities) {
  const std::string_view host = between(capabilities, "<host>", "</host>");
  return std::string(between(between(host, "<cpu>", "</cpu>"), "<model>", "</model>"));
}

Result<HostFacts> ask_host_facts(virConnectPtr connection, const std::string& shown_uri) {
  HostFacts facts{.uri = shown_uri};
  const auto failed = [&](const char* doing) {
    Fault fault = libvirt_fault(fmt::format("{} of {}", doing, shown_uri));
    fault.domain = FaultDomain::User;
    return fault;
  };
  virNodeInfo node{};
  if (virNodeGetInfo(connection, &node) != 0) return failed("ask for the size");
  facts.cores = static_cast<int>(node.cpus);
  facts.memory = kib(node.memory);
  unsigned long version = 0;
  if (virConnectGetVersion(connection, &version) != 0) return failed("ask for the QEMU");
  facts.qemu = qemu_version(version);
  if (char* capabilities = virConnectGetCapabilities(connection)) {
    facts.cpu_model = cpu_model_in(capabilities);
    std::free(capabilities);
  }
  char* kvm = virConnectGetDomainCapabilities(connection, nullptr, "x86_64", nullptr, "kvm", 0);
  facts.offers_kvm = kvm != nullptr;
  std::free(kvm);
  return facts;
}

}  // namespace folioscope::fleet
