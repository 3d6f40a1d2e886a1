// SPDX-License-Identifier: GPL-3.0-or-later
// A tmpfs of our own whose pages are huge where possible, with one file. The file is gone and the
// memory given back after remove(), or at the end of its life. Needs root.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

class HugeTmpfs {
 public:
  // With room for files of `size` bytes altogether.
  static Result<HugeTmpfs> mount(std::uint64_t size);
  HugeTmpfs() = default;
  HugeTmpfs(HugeTmpfs&& other) noexcept;
  HugeTmpfs& operator=(HugeTmpfs&& other) noexcept;
  ~HugeTmpfs();

  int file() const { return file_.get(); }
  Status remove();

 private:
  std::string directory_;  // empty: not mounted
  UniqueFd file_;
};

}  // namespace folioscope::workloads
