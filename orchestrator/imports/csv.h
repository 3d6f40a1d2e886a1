// SPDX-License-Identifier: GPL-3.0-or-later
// Results of another benchmark as a table (RFC 4180): a line of names, then a number a line.
// Columns in any order: variant, boot, metric, value, unit; also machine, workload and better
// ("lower" or "higher") where they are there. `boot` tells boots of a variant apart, from 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "imports/boot.h"
#include "imports/input_file.h"

namespace folioscope::imports {

// Where the table has no such column.
struct CsvDefaults {
  std::string machine, workload;
};

// Boots in the order in which they come first. Fault (User): every mistake with its line, up to 20;
// a table without numbers. And those of derive.
Result<std::vector<ImportedBoot>> read_csv(const InputFile& file, const CsvDefaults& defaults);

// The fields of a line; nothing where a quote is not closed, or something follows it.
std::optional<std::vector<std::string>> csv_fields(std::string_view line);

}  // namespace folioscope::imports
