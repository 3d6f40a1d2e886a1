// SPDX-License-Identifier: GPL-3.0-or-later
// Which event goes where: looked up once per event, so it is a flat table by event id.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "trace/format.h"
#include "trace/page.h"

namespace folioscope::derive {

class Dispatch {
 public:
  struct Handler {
    void (*call)(void* tracker, const trace::Record& record) = nullptr;
    void* tracker = nullptr;
  };
  struct Route {
    std::uint32_t least_length = std::numeric_limits<std::uint32_t>::max();  // no record fits
    std::vector<Handler> handlers;        // called in the order of time
    std::vector<std::int64_t*> counters;  // for events of which only the number matters
  };

  explicit Dispatch(const trace::FormatTable& formats) {
    for (const trace::EventFormat& format : formats.all()) {
      if (routes_.size() <= format.id) routes_.resize(std::size_t{format.id} + 1);
      routes_[format.id].least_length = format.fixed_size < 2 ? 2 : format.fixed_size;
    }
  }

  void handle(std::uint16_t id, Handler handler) { routes_[id].handlers.push_back(handler); }
  // `counter` grows with every event `id`, in no order.
  void count(std::uint16_t id, std::int64_t& counter) { routes_[id].counters.push_back(&counter); }

  // Null: no format knows this record, or it is shorter than its format.
  const Route* find(const trace::Record& record) const {
    const std::size_t type = record.type();
    if (type >= routes_.size() || record.data.size() < routes_[type].least_length) return nullptr;
    return &routes_[type];
  }

 private:
  std::vector<Route> routes_;
};

}  // namespace folioscope::derive
