// SPDX-License-Identifier: GPL-3.0-or-later
// A made run with operations, for pages and models of correlations. Not linked into the product.
#pragma once

#include "testing/made_run.h"

namespace folioscope::query {

// Variants stock and drain-only, four boots each of ten CMA allocations (ids 1 to 10, a millisecond
// each, by task 95, pages from 4096 on). Under stock the fifth fails: three times on page 4100,
// whose lock the migrating task held while a waiter had a reference; the operation was longest, and
// others held a lock for long. Under drain-only the last five fail over the reference of a
// folio_batch, each on two pages whose lock was the migrating task's.
MadeRun made_operations();

}  // namespace folioscope::query
