// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 of ours as Qt's strings.
#pragma once

#include <QString>
#include <string_view>

namespace folioscope::models {

inline QString text(std::string_view string) {
  return QString::fromUtf8(string.data(), static_cast<qsizetype>(string.size()));
}

}  // namespace folioscope::models
