// SPDX-License-Identifier: GPL-3.0-or-later
// How what goes together inside boots is put into words, for report and desktop alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "compare/correlate.h"
#include "compare/met_failures.h"

namespace folioscope::format {

// "+0.61 [+0.40, +0.77]"
std::string rho_text(double rho, const std::optional<stats::Interval>& interval);
// The same of a variant; "none" where it has no rho.
std::string rho_text(const compare::VariantCorrelation& variant);
// "12.5 % of 40"; "none" of none.
std::string share_text(const std::optional<double>& share, std::int64_t of);

// "Do operations with more longest_lock (...) have more failed (...)? ..."
std::string correlation_question(const compare::Quantity& x, const compare::Quantity& y);
// What a variant's rho says: "rho +0.61 [+0.40, +0.77]: they rise together"; or why there is none.
std::string rho_sentence(const compare::CorrelationTable& table,
                         const compare::VariantCorrelation& variant);
// "rho of drain-only less that of stock: -0.50 [-0.80, -0.20]: the patch changes it"; empty of the
// baseline, and where one of them has no rho.
std::string rho_difference_sentence(const compare::CorrelationTable& table,
                                    const compare::VariantCorrelation& variant);

// "50 of 51 failures (98.0 %) met a page lock that the migrating task itself held, and a reference
// of page_lock_waiter"; or that there was no failure.
std::string met_sentence(const compare::MetVariant& variant);
// Who held the lock: "the migrating task itself", "nobody", "fault".
std::string met_lock_text(const std::string& lock);

inline constexpr const char* kNoCause =
    "Correlations inside boots are no causes: an operation that takes longer meets more locks and "
    "references because it takes longer.";
inline constexpr const char* kLocksNotTraced =
    "No locks of others were seen: `events: [page_lock]` observes them.";
inline constexpr const char* kWithoutOperations = "the run has no operations to correlate";
inline constexpr const char* kOperationsRemedy =
    "observe the groups cma or migrate, with migrate_attempt, failures and page_lock; of a run "
    "that did, folioscope derive RUN makes them";

}  // namespace folioscope::format
