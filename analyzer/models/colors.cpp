// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/colors.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "catalog/classes.h"

namespace folioscope::models {
namespace {

constexpr QRgb kBlue = 0xff0072b2, kVermillion = 0xffd55e00, kGreen = 0xff009e73,
               kPurple = 0xffcc79a7, kSky = 0xff56b4e9, kOrange = 0xffe69f00, kBlack = 0xff222222,
               kGray = 0xff9ca3af, kWhite = 0xffffffff;
constexpr QRgb kLightGray = 0xffd1d5db;
constexpr std::array kVariants{kBlue, kVermillion, kGreen, kPurple, kSky, kOrange, kBlack};

}  // namespace

QColor variant_color(std::size_t position) {
  return QColor::fromRgba(kVariants[position % kVariants.size()]);
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
  if (found == nullptr) found = catalog::find_lock_class(holder_class);
  return QColor::fromRgb(found == nullptr ? kLightGray : found->colour);
}

QColor change_color(double change, const QColor& none) {
  const double share = std::min(std::abs(change), 1.0);
  const QColor full = QColor::fromRgba(change < 0 ? kBlue : kVermillion);
  const auto between = [share](int from, int to) {
    return static_cast<int>(std::lround(from + (to - from) * share));
  };
  return {between(none.red(), full.red()), between(none.green(), full.green()),
          between(none.blue(), full.blue())};
}

QColor ink_on(const QColor& background) {
  // Relative luminance as of WCAG 2, without its curve: enough to choose between two.
  const double light =
      0.2126 * background.redF() + 0.7152 * background.greenF() + 0.0722 * background.blueF();
  return QColor::fromRgba(light > 0.45 ? kBlack : kWhite);
}

}  // namespace folioscope::models
