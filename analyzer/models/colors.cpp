// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/colors.h"

#include <algorithm>
#include <array>
#include <utility>

namespace folioscope::models {
namespace {

constexpr QRgb kBlue = 0xff0072b2, kVermillion = 0xffd55e00, kGreen = 0xff009e73,
               kPurple = 0xffcc79a7, kSky = 0xff56b4e9, kOrange = 0xffe69f00, kBlack = 0xff222222,
               kGray = 0xff9ca3af;
constexpr QRgb kYellow = 0xfff0e442, kLightGray = 0xffd1d5db;
constexpr std::array kClasses{
    std::pair{std::string_view("lru_batch"), kVermillion},
    std::pair{std::string_view("gup"), kBlue},
    std::pair{std::string_view("page_lock_waiter"), kOrange},
    std::pair{std::string_view("fault"), kPurple},
    std::pair{std::string_view("fault_around"), QRgb{0xffe8c4d8}},
    std::pair{std::string_view("read"), kGreen},
    std::pair{std::string_view("readahead"), QRgb{0xff8fd3bd}},
    std::pair{std::string_view("write"), kSky},
    std::pair{std::string_view("writeback"), QRgb{0xffbfe2f7}},
    std::pair{std::string_view("reclaim"), kBlack},
    std::pair{std::string_view("migration"), kYellow},
    std::pair{std::string_view("truncate"), QRgb{0xff8b5a2b}},
    std::pair{std::string_view("page_table"), QRgb{0xff5b4b8a}},
    std::pair{std::string_view("buffer_head"), QRgb{0xffd9b38c}},
    std::pair{std::string_view("unclassified"), QRgb{0xff64748b}},
    std::pair{std::string_view("unknown"), kGray},
};
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
  const auto found =
      std::ranges::find(kClasses, holder_class, [](const auto& one) { return one.first; });
  return QColor::fromRgba(found == kClasses.end() ? kLightGray : found->second);
}

}  // namespace folioscope::models
