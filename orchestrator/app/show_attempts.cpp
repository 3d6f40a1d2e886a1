// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/show_attempts.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/output.h"

namespace folioscope::app {
namespace {

using Time = std::optional<std::int64_t>;

std::string seconds(const Time& ms) {
  return ms ? fmt::format("{:.1f}", static_cast<double>(*ms) / 1000) : "-";
}

Time took(const store::AttemptRow& attempt) {
  if (!attempt.started || !attempt.finished) return std::nullopt;
  return (attempt.finished->ns - attempt.started->ns) / 1'000'000;
}

std::string describe(const store::HostRow& host) {
  return fmt::format("on {}: {} cores{}{}, QEMU {}, {}", host.uri, host.cores,
                     host.cpu_model.empty() ? "" : " of ", host.cpu_model, host.qemu,
                     host.acceleration);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

void print_attempts(const std::vector<store::AttemptRow>& attempts) {
  if (attempts.empty()) return;
  print_out(
      "boots (seconds; QEMU's own, then the host's):\n{:>5} {:12} {:>7} {:>7} {:>7} {:>8} "
      "{:>7} {:>7} {:>8} {:>8} {:>8}\n",
      "boot", "status", "took", "ran", "waited", "stopped", "paused", "stolen", "cpu wait",
      "mem wait", "io wait");
  for (const store::AttemptRow& attempt : attempts) {
    const store::HostUseRow& host = attempt.host;
    print_out("{:5} {:12} {:>7} {:>7} {:>7} {:>8} {:>7} {:>7} {:>8} {:>8} {:>8}\n", attempt.attempt,
              to_string(attempt.status), seconds(took(attempt)), seconds(host.qemu_ran),
              seconds(host.qemu_waited), seconds(host.qemu_stopped), seconds(host.paused),
              seconds(host.steal), seconds(host.cpu_pressure), seconds(host.memory_pressure),
              seconds(host.io_pressure));
    if (attempt.on) print_out("      {}\n", describe(*attempt.on));
    if (&attempt != &attempts.back())
      print_out("      {} ({})\n", first_line(attempt.reason), attempt.console);
  }
}

nlohmann::json attempts_json(const std::vector<store::AttemptRow>& attempts) {
  nlohmann::json all = nlohmann::json::array();
  for (const store::AttemptRow& attempt : attempts) {
    nlohmann::json out{{"attempt", attempt.attempt},
                       {"status", std::string(to_string(attempt.status))},
                       {"reason", attempt.reason},
                       {"console", attempt.console}};
    const store::HostUseRow& host = attempt.host;
    const std::pair<const char*, Time> times[] = {{"took_ms", took(attempt)},
                                                  {"qemu_ran_ms", host.qemu_ran},
                                                  {"qemu_waited_ms", host.qemu_waited},
                                                  {"qemu_stopped_ms", host.qemu_stopped},
                                                  {"paused_ms", host.paused},
                                                  {"steal_ms", host.steal},
                                                  {"cpu_pressure_ms", host.cpu_pressure},
                                                  {"memory_pressure_ms", host.memory_pressure},
                                                  {"io_pressure_ms", host.io_pressure}};
    for (const auto& [name, time] : times)
      if (time) out[name] = *time;
    if (!host.qemu_end.empty()) out["qemu_end"] = host.qemu_end;
    if (attempt.on)
      out["host"] = {{"uri", attempt.on->uri},
                     {"cores", attempt.on->cores},
                     {"cpu_model", attempt.on->cpu_model},
                     {"qemu", attempt.on->qemu},
                     {"acceleration", attempt.on->acceleration}};
    all.push_back(std::move(out));
  }
  return all;
}

void print_hosts(const std::map<CellId, std::vector<store::AttemptRow>>& attempts) {
  std::map<std::string, int> boots;
  for (const auto& [cell, all] : attempts)
    if (!all.empty() && all.back().on) ++boots[describe(*all.back().on)];
  for (const auto& [host, count] : boots) print_out("  {:4} boots {}\n", count, host);
}

std::string attempts_note(const std::vector<store::AttemptRow>& attempts) {
  return attempts.size() > 1 ? fmt::format(" (boot {})", attempts.size()) : std::string();
}

}  // namespace folioscope::app
