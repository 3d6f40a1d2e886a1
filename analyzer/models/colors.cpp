// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/colors.h"

#include <array>

#include "catalog/classes.h"

namespace folioscope::models {
namespace {

constexpr QRgb kBlue = 0xff0072b2, kVermillion = 0xffd55e00, kGreen = 0xff009e73,
               kPurple = 0xffcc79a7, kSky = 0xff56b4e9, kOrange = 0xffe69f00, kBlack = 0xff222222,
               kGray = 0xff9ca3af;
constexpr QRgb kLightGray = 0xffd1d5db;
constexpr std::array kVariants{kBlue, kVermillion, kGreen, kPurple, kSky, kOrange, kBlack};

}  // namespace

QColor variant_color(std::size_t position) {
  return QColor::fromRgba(kVariants[position % kVariants.size()]);
}

QColor outcome_color(compare::Outcome outcome) {
  using compare::Outcome;
  switch (outcome) {
    case Outcome::Improved:
      return kGreen;
    case Outcome::Regressed:
      return kVermillion;
    case Outcome::Changed:
      return kBlue;
    case Outcome::Lead:
      return kSky;
    case Outcome::Inconclusive:
      return kOrange;
    case Outcome::Withheld:
    case Outcome::NoData:
      return kPurple;
    case Outcome::Baseline:
    case Outcome::NoDifference:
    case Outcome::SameCode:
      break;
  }
  return kGray;
}

QColor status_color(CellStatus status) {
  switch (status) {
    case CellStatus::Done:
      return kGreen;
    case CellStatus::Planned:
    case CellStatus::NotNeeded:
      return kGray;
    case CellStatus::BuildError:
    case CellStatus::JobError:
    case CellStatus::HostError:
      return kPurple;  // not the guest's fault
    case CellStatus::WorkloadError:
      return kOrange;
    case CellStatus::BootError:
    case CellStatus::GuestOops:
    case CellStatus::GuestError:
    case CellStatus::Hang:
      break;
  }
  return kVermillion;
}

QColor class_color(std::string_view holder_class) {
  const catalog::Class* found = catalog::find_holder_class(holder_class);
  return QColor::fromRgb(found == nullptr ? kLightGray : found->colour);
}

}  // namespace folioscope::models
