// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/correlation.h"

#include <fmt/format.h>

#include "format/units.h"
#include "stats/rank_correlation.h"

namespace folioscope::format {
namespace {

std::string why_no_rho(const compare::CorrelationTable& table,
                       const compare::VariantCorrelation& variant) {
  switch (variant.no_rho) {
    case compare::NoRho::SameY:
      if (table.y->name == "failed")
        return variant.failed > 0
                   ? fmt::format("all {} operations failed", count(variant.failed))
                   : fmt::format("none of {} operations failed", count(variant.operations));
      return fmt::format("{} is the same in all operations", table.y->name);
    case compare::NoRho::SameX:
      return fmt::format("{} is the same in all operations", table.x->name);
    case compare::NoRho::TooFewOperations:
    case compare::NoRho::None:
      break;
  }
  return fmt::format("{}, too few", plural(variant.operations, "operation"));
}

}  // namespace

std::string rho_text(double rho, const std::optional<stats::Interval>& interval) {
  if (!interval) return fmt::format("{:+.2f}", rho);
  return fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]", rho, interval->low, interval->high);
}

std::string rho_text(const compare::VariantCorrelation& variant) {
  return variant.rho ? rho_text(variant.rho->rho, variant.rho->interval) : "none";
}

std::string share_text(const std::optional<double>& share, std::int64_t of) {
  return share ? fmt::format("{:.1f} % of {}", 100 * *share, count(of)) : "none";
}

std::string correlation_question(const compare::Quantity& x, const compare::Quantity& y) {
  return fmt::format(
      "Do operations with more {} ({}) have more {} ({})? Spearman's rho with the interval that "
      "boots drawn anew give; and which share failed.",
      x.name, x.meaning, y.name, y.meaning);
}

std::string rho_sentence(const compare::CorrelationTable& table,
                         const compare::VariantCorrelation& variant) {
  if (!variant.rho) return fmt::format("no rho: {}", why_no_rho(table, variant));
  const auto& [rho, interval, points, boots] = *variant.rho;
  const std::string number = "rho " + rho_text(variant);
  if (!interval)
    return fmt::format(
        "{}: without an interval, as {} operations", number,
        boots < stats::kFewestRedrawn
            ? fmt::format("only {} had", plural(static_cast<std::int64_t>(boots), "boot"))
            : "too few of the boots have differing");
  if (interval->contains(0)) return number + ": no relation is shown";
  return number + (rho > 0 ? ": they rise together" : ": one falls as the other rises");
}

std::string rho_difference_sentence(const compare::CorrelationTable& table,
                                    const compare::VariantCorrelation& variant) {
  if (!variant.from_baseline) return {};
  const auto& [difference, interval] = *variant.from_baseline;
  const char* says = !interval               ? ""
                     : interval->contains(0) ? ": no difference is shown"
                                             : ": they differ";
  return fmt::format("rho of {} less that of {}: {}{}", variant.variant,
                     table.variants.front().variant, rho_text(difference, interval), says);
}

std::string met_lock_text(const std::string& lock) {
  if (lock == query::kOwnLock) return "the migrating task itself";
  if (lock == query::kLockNotSeen) return "not known: no hold seen";
  return lock;
}

std::string met_sentence(const compare::MetVariant& variant) {
  if (variant.rows.empty())
    return fmt::format("no failed migration in {}", plural(variant.boots, "boot"));
  const compare::MetRow& most = variant.rows.front();
  const std::string& lock = most.met.lock;
  const std::string on = lock == query::kOwnLock       ? "whose lock the migrating task itself held"
                         : lock == query::kNoLock      ? "whose lock nobody held"
                         : lock == query::kLockNotSeen ? "whose lock was not seen to be held"
                                                       : fmt::format("whose lock {} held", lock);
  const std::string with = most.met.references == query::kReferenceGone
                               ? "and the reference was gone when it was read"
                               : fmt::format("with a reference of {}", most.met.references);
  return fmt::format("{} of {} ({:.1f} %) met a page {}, {}", count(most.failures),
                     plural(variant.failures, "failure"), 100 * variant.share(most), on, with);
}

}  // namespace folioscope::format
