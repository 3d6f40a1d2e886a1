/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of mm/mmtrace/ share. */
#ifndef __MM_MMTRACE_INTERNAL_H
#define __MM_MMTRACE_INTERNAL_H

#include <linux/mmtrace.h>
#include <linux/percpu.h>
#include <linux/types.h>

struct dentry;
struct seq_file;

/* counters.c */
enum mmtrace_counter {
	MMTRACE_ACQUIRED, /* one per enum mmtrace_lock */
	MMTRACE_RELEASED = MMTRACE_ACQUIRED + NR_MMTRACE_LOCK,
	MMTRACE_START_UNKNOWN,
	MMTRACE_WAITS,
	MMTRACE_WAKES,
	MMTRACE_WAKE_ENTRIES,
	MMTRACE_STACKS_FULL,
	MMTRACE_HOLDS_FULL,
	MMTRACE_RECORDS,
	NR_MMTRACE_COUNTERS
};

struct mmtrace_counts {
	u64 value[NR_MMTRACE_COUNTERS];
};

DECLARE_PER_CPU(struct mmtrace_counts, mmtrace_counts);

static inline void mmtrace_count(enum mmtrace_counter counter, u64 n)
{
	this_cpu_add(mmtrace_counts.value[counter], n);
}

void mmtrace_counters_show(struct seq_file *m);

/* stacks.c */
#define MMTRACE_STACKS 8192 /* ids are 1 to this */

/*
 * The id of the caller's stack, without the caller itself and @skip frames
 * more; 0 when the table is full. With @below, frames are dropped up to and
 * including the one inside the function that starts there. Any context.
 */
u32 mmtrace_stack(unsigned int skip, const void *below);
void mmtrace_stacks_show(struct seq_file *m);

/* page_lock.c: @level is what the hooks are to do, under the caller's mutex. */
int mmtrace_level_set(enum mmtrace_level level);
enum mmtrace_level mmtrace_level_get(void);
void mmtrace_holds_show(struct seq_file *m);

/* history.c */

/* Whether a reference is that of a per-CPU LRU batch. */
enum mmtrace_in_batch {
	MMTRACE_IN_NONE,
	MMTRACE_IN_BATCH,
	MMTRACE_LEAVING_BATCH, /* the next put ends it */
};

/* One change of a page's reference count. */
struct mmtrace_record {
	u64 time_ns;
	u32 pid;
	s32 count;
	s16 mapcount;
	s16 delta;
	u16 stack;
	u16 cpu : 11;
	u16 kind : 3; /* enum mmtrace_change */
	u16 batch : 2; /* enum mmtrace_in_batch */
};

static_assert(sizeof(struct mmtrace_record) == 24);
static_assert(NR_MMTRACE_REF <= 8);
static_assert(MMTRACE_STACKS <= U16_MAX);

/*
 * The records of the page, oldest first, at most MMTRACE_HISTORY_RECORDS, and
 * whether they are all since it was allocated. Preemption is off.
 */
unsigned int mmtrace_history_copy(u64 pfn, struct mmtrace_record *records, u8 *whole);

/*
 * Keeps a history of each page of the range from now on; @count 0 ends that.
 * Drops what was kept before.
 */
int mmtrace_watch_set(unsigned long first, unsigned long count);
void mmtrace_watch_get(unsigned long *first, unsigned long *count);

/* watch.c */
void mmtrace_watch_init(struct dentry *dir);

#endif /* __MM_MMTRACE_INTERNAL_H */
