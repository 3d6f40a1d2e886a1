// SPDX-License-Identifier: GPL-2.0-only
/* How often things happened, per CPU. */
#include <linux/percpu.h>
#include <linux/seq_file.h>

#include "internal.h"

DEFINE_PER_CPU(struct mmtrace_counts, mmtrace_counts);

static const char *const counter_names[NR_MMTRACE_COUNTERS] = {
	[MMTRACE_ACQUIRED + MMTRACE_LOCK_TRY] = "acquired_try",
	[MMTRACE_ACQUIRED + MMTRACE_LOCK_QUEUE] = "acquired_queue",
	[MMTRACE_ACQUIRED + MMTRACE_LOCK_HANDOFF] = "acquired_handoff",
	[MMTRACE_ACQUIRED + MMTRACE_LOCK_WOKEN] = "acquired_woken",
	[MMTRACE_ACQUIRED + MMTRACE_LOCK_INIT] = "acquired_init",
	[MMTRACE_ACQUIRED + MMTRACE_LOCK_SPLIT] = "acquired_split",
	[MMTRACE_RELEASED] = "released",
	[MMTRACE_START_UNKNOWN] = "released_start_unknown",
	[MMTRACE_WAITS] = "waits",
	[MMTRACE_WAKES] = "wakes",
	[MMTRACE_WAKE_ENTRIES] = "wake_entries",
	[MMTRACE_STACKS_FULL] = "stacks_full",
	[MMTRACE_HOLDS_FULL] = "holds_full",
	[MMTRACE_RECORDS] = "history_records",
};

void mmtrace_counters_show(struct seq_file *m)
{
	int i, cpu;

	for (i = 0; i < NR_MMTRACE_COUNTERS; i++) {
		u64 sum = 0;

		for_each_possible_cpu(cpu)
			sum += per_cpu(mmtrace_counts, cpu).value[i];
		seq_printf(m, "%s %llu\n", counter_names[i], sum);
	}
}
