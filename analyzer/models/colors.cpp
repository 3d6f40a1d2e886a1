// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/colors.h"

#include <QGuiApplication>
#include <algorithm>
#include <array>
#include <cmath>

#include "catalog/classes.h"

namespace folioscope::models {
namespace {

constexpr QRgb kBlue = 0xff0072b2, kVermillion = 0xffd55e00, kGreen = 0xff009e73,
               kPurple = 0xffcc79a7, kSky = 0xff56b4e9, kOrange = 0xffe69f00, kBlack = 0xff222222,
               kWhite = 0xffe5e7eb, kGray = 0xff9ca3af;
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

bool is_dark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() <
         palette.color(QPalette::WindowText).lightness();
}

QColor variant_color(std::size_t position) {
  const QRgb color = kVariants[position % kVariants.size()];
  return QColor::fromRgba(color == kBlack && is_dark(QGuiApplication::palette()) ? kWhite : color);
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

QColor stage_color(compare::Stage stage, CellStatus status) {
  switch (stage) {
    case compare::Stage::Booting:
      return QColor::fromRgba(kSky);
    case compare::Stage::Working:
      return QColor::fromRgba(kBlue);
    default:
      return status_color(status);
  }
}

QColor ink_color(Ink ink, const QPalette& palette) {
  // Contrast of at least 4.5 with either ground.
  const auto one_of = [dark = is_dark(palette)](QRgb on_light, QRgb on_dark) {
    return QColor::fromRgba(dark ? on_dark : on_light);
  };
  switch (ink) {
    case Ink::Key:
      return one_of(kBlue, kSky);
    case Ink::Value:
    case Ink::Added:
      return one_of(0xff00704f, 0xff3fcf9f);
    case Ink::Removed:
      return one_of(0xffb34700, 0xffff9a52);
    case Ink::Heading:
      return one_of(0xff8a3d6c, kPurple);
    case Ink::Comment:
      break;
  }
  return one_of(0xff6b7280, kGray);
}

QColor class_color(std::string_view holder_class) {
  const catalog::Class* found = catalog::find_holder_class(holder_class);
  if (found == nullptr) found = catalog::find_lock_class(holder_class);
  return QColor::fromRgb(found == nullptr ? kLightGray : found->colour);
}

QColor lock_color(std::string_view lock_class) {
  const catalog::Class* found = catalog::find_lock_class(lock_class);
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
