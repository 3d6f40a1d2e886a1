// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/cma_area.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Result<CmaArea> CmaArea::open(const std::string& name) {
  CmaArea area;
  area.directory_ = "/sys/kernel/debug/cma/" + name;
  const auto base = read_number(area.directory_ + "/base_pfn");
  const auto pages = read_number(area.directory_ + "/count");
  if (!base.ok() || !pages.ok()) {
    return guest_fault("no CMA area \"" + name + "\": " + (base.ok() ? pages : base).fault().what,
                       "boot with cma=32M and a kernel with CONFIG_CMA_DEBUGFS, debugfs mounted");
  }
  area.ranges_ = {{*base, *pages}};
  return area;
}

Result<bool> CmaArea::take(std::size_t range) const {
  const std::string control = directory_ + "/alloc";
  const int error = write_number(control, ranges_[range].count);
  if (error == 0) return true;
  if (error == ENOMEM) return false;  // cma_alloc() gives no page, whatever the reason
  errno = error;
  return errno_fault("request CMA pages through", control);
}

Status CmaArea::give_back(std::size_t range) const {
  const std::string control = directory_ + "/free";
  if (const int error = write_number(control, ranges_[range].count); error != 0) {
    errno = error;
    return errno_fault("free CMA pages through", control);
  }
  return {};
}

Result<ZoneFree> cma_zone_free(std::string_view zoneinfo) {
  ZoneFree best;
  constexpr std::string_view kZone = "\nNode ";
  for (std::size_t begin = 0; begin < zoneinfo.size();) {
    const std::size_t end = std::min(zoneinfo.find(kZone, begin + 1), zoneinfo.size());
    const std::string_view zone = zoneinfo.substr(begin, end - begin);
    begin = end;
    const auto all = find_number(zone, "nr_free_pages");
    const auto cma = find_number(zone, "nr_free_cma");
    if (!all.ok() || !cma.ok() || *cma <= best.cma) continue;
    const auto node = find_number(zone, "Node");
    best = {*all, *cma, node.ok() ? static_cast<unsigned>(*node) : 0};
  }
  if (best.cma == 0) return guest_fault("/proc/zoneinfo shows no free CMA page in any zone");
  return best;
}

bool lists_grow(std::string_view release) {
  int version = 0, patchlevel = 0;
  const std::string text(release);  // with an end for sscanf
  if (std::sscanf(text.c_str(), "%d.%d", &version, &patchlevel) != 2) return true;
  return version > 6 || (version == 6 && patchlevel >= 7);
}

}  // namespace folioscope::workloads
