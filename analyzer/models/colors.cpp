// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/colors.h"

#include <algorithm>
#include <array>

#include "catalog/classes.h"

namespace folioscope::models {
namespace {

constexpr QRgb kBlue = 0xff0072b2, kVermillion = 0xffd55e00, kGreen = 0xff009e73,
               kPurple = 0xffcc79a7, kSky = 0xff56b4e9, kOrange = 0xffe69f00, kBlack = 0xff222222,
               kGray = 0xff9ca3af;
constexpr QRgb kLightGray = 0xffd1d5db, kBrown = 0xff8b5a2b, kIndigo = 0xff5b4b8a;
constexpr std::array kVariants{kBlue, kVermillion, kGreen, kPurple, kSky, kOrange, kBlack};

struct SystemColor {
  std::string_view system;
  QRgb color;
};
// Systems that memory management is traced by; relatives share a hue.
constexpr std::array kSystems{
    SystemColor{"page_lock", kOrange},      SystemColor{"page_ref", kBlue},
    SystemColor{"mmtrace", kIndigo},        SystemColor{"migrate", kGreen},
    SystemColor{"compaction", kGreen},      SystemColor{"cma", kPurple},
    SystemColor{"page_isolation", kPurple}, SystemColor{"kmem", kSky},
    SystemColor{"filemap", kSky},           SystemColor{"vmscan", kBrown},
    SystemColor{"writeback", kBrown},       SystemColor{"sched", kSky}};

}  // namespace

QColor system_color(std::string_view system) {
  const auto* found = std::ranges::find(kSystems, system, &SystemColor::system);
  return QColor::fromRgba(found == kSystems.end() ? kGray : found->color);
}

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

}  // namespace folioscope::models
