// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/colors.h"

#include <array>

namespace folioscope::models {
namespace {

constexpr QRgb kBlue = 0xff0072b2, kVermillion = 0xffd55e00, kGreen = 0xff009e73,
               kPurple = 0xffcc79a7, kSky = 0xff56b4e9, kOrange = 0xffe69f00, kBlack = 0xff222222,
               kGray = 0xff9ca3af;
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
      return kGray;
    case CellStatus::BuildError:
    case CellStatus::JobError:
    case CellStatus::Infra:
      return kPurple;  // the guest is not to blame
    case CellStatus::WorkloadError:
      return kOrange;
    case CellStatus::BootError:
    case CellStatus::GuestOops:
    case CellStatus::Hang:
      break;
  }
  return kVermillion;
}

}  // namespace folioscope::models
