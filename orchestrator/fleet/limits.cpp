// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/domain_xml.h"
#include "sys/process.h"

namespace folioscope::fleet {
namespace {

using nlohmann::json;

// qapi/machine.json: `alias` is the short name, `cpu-max` the limit.
int vcpus_of_q35(const json& machines) {
  for (const json& machine : machines)
    if (machine.is_object() && machine.value("alias", "") == "q35")
      return machine.value("cpu-max", 0);
  return 0;
}

// The first whose emulated APIC has x2APIC.
constexpr int kFirstWithX2apic = 9;

bool is_large(const spec::Machine& machine) { return machine.vcpus > kMostXapicCpus; }

}  // namespace

Result<Limits> parse_limits(std::string_view monitor) {
  Limits limits;
  int major = 0;
  while (!monitor.empty()) {
    const std::string_view line = monitor.substr(0, monitor.find('\n'));
    monitor.remove_prefix(std::min(line.size() + 1, monitor.size()));
    const json message = json::parse(line, nullptr, false);
    if (!message.is_object()) continue;  // a warning of QEMU's between the answers
    const json version = message.value("/QMP/version/qemu"_json_pointer, json::object());
    if (version.contains("major") && version.contains("minor")) {
      major = version.value("major", 0);
      limits.qemu = fmt::format("{}.{}", major, version.value("minor", 0));
    }
    if (const auto answer = message.find("return"); answer != message.end() && answer->is_array())
      limits.kvm = vcpus_of_q35(*answer);
  }
  if (limits.qemu.empty() || limits.kvm <= 0)
    return host_fault("QEMU does not say how many vCPUs a q35 machine takes",
                      "is qemu-system-x86_64 in PATH the QEMU of the distribution?");
  limits.tcg = major >= kFirstWithX2apic ? limits.kvm : kMostXapicCpus;
  return limits;
}

Result<Limits> ask_limits() {
  sys::Command command;
  command.argv = {"qemu-system-x86_64", "-machine", "none", "-nodefaults",
                  "-display",           "none",     "-qmp", "stdio"};
  command.input = R"({"execute":"qmp_capabilities"})"
                  "\n"
                  R"({"execute":"query-machines"})"
                  "\n"
                  R"({"execute":"quit"})"
                  "\n";
  auto exit = sys::run(command);
  if (!exit) {
    Fault fault = std::move(exit).fault();
    fault.remedy = "install the package qemu-system-x86";
    return fault;
  }
  return parse_limits(exit->out);
}

Status check_vcpus(const std::vector<spec::Machine>& machines, Accel accel, const Limits& limits) {
  const bool kvm = accel == Accel::Kvm;
  const int most = kvm ? limits.kvm : limits.tcg;
  for (const spec::Machine& machine : machines)
    if (machine.vcpus > most)
      return user_fault(
          fmt::format("machine '{}' has {} vCPUs, QEMU {} takes at most {} {}", machine.name,
                      machine.vcpus, limits.qemu, most, kvm ? "with KVM" : "without KVM"),
          std::string(kMoreVcpus));
  return {};
}

Status check_vcpus(const std::vector<spec::Machine>& machines, Accel accel) {
  if (std::none_of(machines.begin(), machines.end(), is_large)) return {};
  TRY(const Limits limits, ask_limits());
  return check_vcpus(machines, accel, limits);
}

}  // namespace folioscope::fleet
