// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/open_run.h"

#include "run/directory.h"

namespace folioscope::app {

std::unique_ptr<store::Reader> open_run(const std::string& run, Context& context) {
  const auto file = run::find_store(run);
  if (!file) {
    context.fail(file.fault());
    return nullptr;
  }
  auto reader = store::Reader::open(*file);
  if (!reader) {
    context.fail(reader.fault());
    return nullptr;
  }
  return *std::move(reader);
}

}  // namespace folioscope::app
