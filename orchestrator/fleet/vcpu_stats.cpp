// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/vcpu_stats.h"

#include <fmt/format.h>

#include <array>

namespace folioscope::fleet {
namespace {

std::optional<std::chrono::nanoseconds> time_in(virTypedParameterPtr parameters, int count,
                                                const std::string& name) {
  unsigned long long value = 0;
  if (virTypedParamsGetULLong(parameters, count, name.c_str(), &value) != 1) return std::nullopt;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(value));
}

}  // namespace

std::optional<CpuUse> cpu_use_of(virTypedParameterPtr parameters, int count) {
  unsigned vcpus = 0;
  if (virTypedParamsGetUInt(parameters, count, "vcpu.maximum", &vcpus) != 1) return std::nullopt;
  CpuUse use;
  use.ran = time_in(parameters, count, "cpu.time").value_or(use.ran);
  for (unsigned i = 0; i < vcpus; ++i) {
    const auto ran = time_in(parameters, count, fmt::format("vcpu.{}.time", i));
    const auto waited = time_in(parameters, count, fmt::format("vcpu.{}.delay", i));
    // Under emulation in one thread, or a libvirt before 7.2, there is less.
    if (ran) use.vcpus.push_back({static_cast<pid_t>(i), *ran, waited.value_or(ran->zero())});
  }
  return use;
}

std::optional<CpuUse> read_vcpu_stats(virDomainPtr domain) {
  std::array<virDomainPtr, 2> domains{domain, nullptr};
  virDomainStatsRecordPtr* records = nullptr;
  const int count =
      virDomainListGetStats(domains.data(), VIR_DOMAIN_STATS_VCPU | VIR_DOMAIN_STATS_CPU_TOTAL,
                            &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  if (count < 0) return std::nullopt;
  std::optional<CpuUse> use;
  if (count > 0) use = cpu_use_of(records[0]->params, records[0]->nparams);
  virDomainStatsRecordListFree(records);
  return use;
}

}  // namespace folioscope::fleet
