// SPDX-License-Identifier: GPL-3.0-or-later
// Requests, one after the other, each with the churners' pages in the way; and what came of them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "workloads/cma-churn/team.h"
#include "workloads/kit/request.h"

namespace folioscope::workloads {

struct Results {
  std::vector<double> latency_ms;  // of each request
  std::vector<double> resident;    // pages of the working set in the range, before each
  std::vector<double> rounds_us;   // of each round of a churner during the requests
  std::uint64_t failures = 0;
};

class Campaign {
 public:
  // Both outlive the campaign. `team` rests.
  Campaign(const Request& request, Team& team, std::uint64_t working_set)
      : request_(request), team_(team), working_set_(working_set) {}

  // For the range that holds most of the working set, which must be half of it.
  Status make_request();
  const Results& results() const { return results_; }

 private:
  const Request& request_;
  Team& team_;
  std::uint64_t working_set_;
  Results results_;
};

// The metrics of the results, of at least one request.
void print_cma(const Results& results);
void print_offline(const Results& results);

}  // namespace folioscope::workloads
