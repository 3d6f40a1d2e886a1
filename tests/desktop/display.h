// SPDX-License-Identifier: GPL-3.0-or-later
// A display of its own: an X server that draws into memory, and a window manager on it. Both are
// ready when start() returns, and end with this.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/temp_dir.h"
#include "desktop/started.h"

namespace folioscope::desktop {

inline constexpr int kScreenWidth = 1600, kScreenHeight = 1100;  // pixels

class Display {
 public:
  // Fault (Host): a program is missing, or does not get ready.
  static Result<std::unique_ptr<Display>> start();

  const std::string& name() const { return name_; }  // ":5", as DISPLAY has it

 private:
  Display(TempDir dir, Started server, std::string name)
      : dir_(std::move(dir)), server_(std::move(server)), name_(std::move(name)) {}
  Status start_manager();

  TempDir dir_;
  Started server_;
  std::string name_;
  std::unique_ptr<Started> manager_;
};

}  // namespace folioscope::desktop
