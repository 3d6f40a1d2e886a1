// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pager/onlooker.h"

#include <unistd.h>

#include <string>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

Status look(const Channel& leader, const std::string& maps, std::chrono::milliseconds pause) {
  std::vector<double> latency_ms;
  char word = 0;
  TRY_STATUS(leader.receive_value(word));
  do {
    const Stopwatch watch;
    TRY_STATUS(read_text(maps));
    latency_ms.push_back(watch.milliseconds());
  } while (!leader.wait(pause));
  TRY_STATUS(leader.receive_value(word));
  return leader.send_values(std::span<const double>(latency_ms));
}

}  // namespace

Result<Onlooker> Onlooker::start(std::chrono::milliseconds pause) {
  const std::string maps = "/proc/" + std::to_string(::getpid()) + "/maps";
  TRY(Child child, Child::start("onlooker", [&maps, pause](const Channel& leader) {
        return look(leader, maps, pause);
      }));
  return Onlooker(std::move(child));
}

Status Onlooker::begin() const { return child_.channel().send_value('b'); }

Result<std::vector<double>> Onlooker::stop() const {
  TRY_STATUS(child_.channel().send_value('s'));
  return child_.channel().receive_values<double>();
}

}  // namespace folioscope::workloads
