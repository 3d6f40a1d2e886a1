// SPDX-License-Identifier: GPL-3.0-or-later
// What the histograms of events (spec::Histogram, kept by the guest's kernel) say in numbers.
#pragma once

#include <span>

#include "derive/histogram_file.h"
#include "derive/output.h"

namespace folioscope::derive {

// Of a histogram of page_ref:page_ref_mod_unless by stack, for pages that were locked (its filter
// has "flags & 1", PG_locked): locked_gets, references that were taken to pages somebody else had
// locked, and locked_gets_fault_around, those of fault-around (mm/filemap.c, next_uptodate_page()).
// Stock kernels look at the lock first, so that only a page locked in between is left.
// Other histograms give no metric. Of all: the anomalies histogram_hits_dropped, histogram_cut and
// histogram_line_refused.
void write_histogram_metrics(std::span<const HistogramFile> histograms, Output& out);

}  // namespace folioscope::derive
