/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hooks of the page lock and page reference instrumentation. What stands in
 * the kernel's own lines calls these, whatever the kernel's version.
 *
 * A hook tests a static key here and calls mm/mmtrace/ only when that
 * key is on: one no-op per site when it is off, as in linux/page_ref.h.
 * pagemap.h includes this file, so it may include neither mm.h nor
 * tracepoint.h.
 */
#ifndef _LINUX_MMTRACE_H
#define _LINUX_MMTRACE_H

#include <linux/jump_label.h>
#include <linux/mmtrace_abi.h>
#include <linux/tracepoint-defs.h>
#include <linux/types.h>

struct folio;
struct page;
struct task_struct;

/* One walk of a wait queue by folio_wake_bit(). */
struct mmtrace_wake {
#ifdef CONFIG_MMTRACE
	unsigned long pfn;
	u64 begin_ns;
	u64 section_ns; /* when the queue lock was taken last */
	u64 locked_ns;
	unsigned int entries;
	unsigned int woken;
	unsigned int chunks;
#endif
};

/* One attempt of migrate_pages_batch(); a folio that moved is gone at its end. */
struct mmtrace_attempt {
#ifdef CONFIG_MMTRACE
	bool on;
	unsigned long pfn;
	unsigned long flags;
	int count;
	int expected;
	int mapcount;
#endif
};

#ifdef CONFIG_MMTRACE

DECLARE_STATIC_KEY_FALSE(mmtrace_locks);
DECLARE_STATIC_KEY_FALSE(mmtrace_watching);
DECLARE_STATIC_KEY_FALSE(mmtrace_mig_window);
DECLARE_STATIC_KEY_FALSE(mmtrace_fa_hold);
DECLARE_STATIC_KEY_FALSE(mmtrace_wake_delay);

DECLARE_TRACEPOINT(migrate_attempt);
DECLARE_TRACEPOINT(unexpected_refcount);
DECLARE_TRACEPOINT(contig_result);
DECLARE_TRACEPOINT(cma_result);

#define mmtrace_locks_active() static_branch_unlikely(&mmtrace_locks)

void __mmtrace_lock_acquired(struct folio *folio, int how, struct task_struct *owner);
void __mmtrace_lock_released(struct folio *folio, int how);
void __mmtrace_pages_freed(struct page *page, unsigned int order);
void __mmtrace_wait_begin(struct folio *folio, int bit, int behaviour);
void __mmtrace_wait_end(struct folio *folio, int bit, int behaviour, int repeats, int ret);
void __mmtrace_wake_begin(struct mmtrace_wake *wake, struct folio *folio);
void __mmtrace_wake_locked(struct mmtrace_wake *wake);
void __mmtrace_wake_unlocked(struct mmtrace_wake *wake);
void __mmtrace_wake_end(struct mmtrace_wake *wake, int bit);
void __mmtrace_batch_enter(struct folio *folio);
void __mmtrace_batch_leave(struct folio *folio);
void __mmtrace_not_migrated(struct folio *folio, int kind, int expected);
void __mmtrace_not_isolated(struct page *page, int kind);
void __mmtrace_attempt_begin(struct mmtrace_attempt *attempt, struct folio *folio);
void __mmtrace_attempt_end(struct mmtrace_attempt *attempt, struct folio *folio, int pass, int mode,
			   int reason, int rc, int stage);
void __mmtrace_contig_result(unsigned long start, unsigned long end, int ret);
void __mmtrace_cma_result(struct page *page, unsigned long count, int ret);
void __mmtrace_mig_window(void);
void __mmtrace_fa_hold(void);
void __mmtrace_wake_delay(void);

#ifdef CONFIG_MMTRACE_REFERENCES
/* mm/swap.c, mm/mlock.c: racy, for failures only. Fills @cpu and @batch when true. */
bool mmtrace_lru_batch_find(struct folio *folio, int *cpu, int *batch);
bool mmtrace_mlock_batch_holds(struct folio *folio, int cpu);
#else
static inline bool mmtrace_lru_batch_find(struct folio *folio, int *cpu, int *batch)
{
	return false;
}
#endif

/* The folio is locked, and by nobody but @owner (NULL: the caller). */
static inline void mmtrace_lock_acquired_by(struct folio *folio, int how, struct task_struct *owner)
{
	if (mmtrace_locks_active())
		__mmtrace_lock_acquired(folio, how, owner);
}

/* To be called while the folio is still locked: after that it may be gone. */
static inline void mmtrace_lock_released(struct folio *folio, int how)
{
	if (mmtrace_locks_active())
		__mmtrace_lock_released(folio, how);
}

static inline void mmtrace_pages_freed(struct page *page, unsigned int order)
{
	if (mmtrace_locks_active())
		__mmtrace_pages_freed(page, order);
}

static inline void mmtrace_wait_begin(struct folio *folio, int bit, int behaviour)
{
	if (mmtrace_locks_active())
		__mmtrace_wait_begin(folio, bit, behaviour);
}

/* Uses no more of @folio than its address. */
static inline void mmtrace_wait_end(struct folio *folio, int bit, int behaviour, int repeats,
				    int ret)
{
	if (mmtrace_locks_active())
		__mmtrace_wait_end(folio, bit, behaviour, repeats, ret);
}

/* NULL when nobody wants to know; the other wake hooks take that. */
static inline struct mmtrace_wake *mmtrace_wake_begin(struct mmtrace_wake *wake,
						      struct folio *folio)
{
	if (!mmtrace_locks_active())
		return NULL;
	__mmtrace_wake_begin(wake, folio);
	return wake;
}

static inline void mmtrace_wake_locked(struct mmtrace_wake *wake)
{
	if (mmtrace_locks_active() && wake)
		__mmtrace_wake_locked(wake);
}

static inline void mmtrace_wake_unlocked(struct mmtrace_wake *wake)
{
	if (mmtrace_locks_active() && wake)
		__mmtrace_wake_unlocked(wake);
}

static inline void mmtrace_wake_end(struct mmtrace_wake *wake, int bit)
{
	if (mmtrace_locks_active() && wake)
		__mmtrace_wake_end(wake, bit);
}

static inline void mmtrace_wake_entry(struct mmtrace_wake *wake)
{
	if (mmtrace_locks_active() && wake)
		wake->entries++;
}

static inline void mmtrace_wake_woken(struct mmtrace_wake *wake)
{
	if (mmtrace_locks_active() && wake)
		wake->woken++;
	if (static_branch_unlikely(&mmtrace_wake_delay))
		__mmtrace_wake_delay();
}

/*
 * Around the reference of a per-CPU LRU batch: after the caller took it, and
 * before it is put. Preemption is off.
 */
static inline void mmtrace_batch_enter(struct folio *folio)
{
	if (static_branch_unlikely(&mmtrace_watching))
		__mmtrace_batch_enter(folio);
}

static inline void mmtrace_batch_leave(struct folio *folio)
{
	if (static_branch_unlikely(&mmtrace_watching))
		__mmtrace_batch_leave(folio);
}

static inline void mmtrace_not_migrated(struct folio *folio, int kind, int expected)
{
	if (tracepoint_enabled(unexpected_refcount))
		__mmtrace_not_migrated(folio, kind, expected);
}

/* Compaction skips pages all the time; only a contiguous range needs every one. */
static inline void mmtrace_not_isolated(bool contiguous, struct page *page, int kind)
{
	if (tracepoint_enabled(unexpected_refcount) && contiguous)
		__mmtrace_not_isolated(page, kind);
}

static inline void mmtrace_attempt_begin(struct mmtrace_attempt *attempt, struct folio *folio)
{
	attempt->on = tracepoint_enabled(migrate_attempt);
	if (tracepoint_enabled(migrate_attempt))
		__mmtrace_attempt_begin(attempt, folio);
}

static inline void mmtrace_attempt_end(struct mmtrace_attempt *attempt, struct folio *folio,
				       int pass, int mode, int reason, int rc, int stage)
{
	if (tracepoint_enabled(migrate_attempt) && attempt->on)
		__mmtrace_attempt_end(attempt, folio, pass, mode, reason, rc, stage);
}

static inline void mmtrace_contig_result(unsigned long start, unsigned long end, int ret)
{
	if (tracepoint_enabled(contig_result))
		__mmtrace_contig_result(start, end, ret);
}

static inline void mmtrace_cma_result(struct page *page, unsigned long count, int ret)
{
	if (tracepoint_enabled(cma_result))
		__mmtrace_cma_result(page, count, ret);
}

static inline void mmtrace_widen_migration(void)
{
	if (static_branch_unlikely(&mmtrace_mig_window))
		__mmtrace_mig_window();
}

static inline void mmtrace_hold_in_fault_around(void)
{
	if (static_branch_unlikely(&mmtrace_fa_hold))
		__mmtrace_fa_hold();
}

/* Needs linux/vmstat.h where it is used. */
#define mmtrace_count_fault(item) count_vm_event(FILEMAP_FAULT_##item)

#else /* CONFIG_MMTRACE */

static inline void mmtrace_lock_acquired_by(struct folio *folio, int how, struct task_struct *owner)
{
}

static inline void mmtrace_lock_released(struct folio *folio, int how)
{
}

static inline void mmtrace_pages_freed(struct page *page, unsigned int order)
{
}

static inline void mmtrace_wait_begin(struct folio *folio, int bit, int behaviour)
{
}

static inline void mmtrace_wait_end(struct folio *folio, int bit, int behaviour, int repeats,
				    int ret)
{
}

static inline struct mmtrace_wake *mmtrace_wake_begin(struct mmtrace_wake *wake,
						      struct folio *folio)
{
	return NULL;
}

static inline void mmtrace_wake_locked(struct mmtrace_wake *wake)
{
}

static inline void mmtrace_wake_unlocked(struct mmtrace_wake *wake)
{
}

static inline void mmtrace_wake_end(struct mmtrace_wake *wake, int bit)
{
}

static inline void mmtrace_wake_entry(struct mmtrace_wake *wake)
{
}

static inline void mmtrace_wake_woken(struct mmtrace_wake *wake)
{
}

static inline void mmtrace_batch_enter(struct folio *folio)
{
}

static inline void mmtrace_batch_leave(struct folio *folio)
{
}

static inline void mmtrace_not_migrated(struct folio *folio, int kind, int expected)
{
}

static inline void mmtrace_not_isolated(bool contiguous, struct page *page, int kind)
{
}

static inline void mmtrace_attempt_begin(struct mmtrace_attempt *attempt, struct folio *folio)
{
}

static inline void mmtrace_attempt_end(struct mmtrace_attempt *attempt, struct folio *folio,
				       int pass, int mode, int reason, int rc, int stage)
{
}

static inline void mmtrace_contig_result(unsigned long start, unsigned long end, int ret)
{
}

static inline void mmtrace_cma_result(struct page *page, unsigned long count, int ret)
{
}

static inline void mmtrace_widen_migration(void)
{
}

static inline void mmtrace_hold_in_fault_around(void)
{
}

#define mmtrace_count_fault(item) \
	do {                      \
	} while (0)

#endif /* CONFIG_MMTRACE */

static inline void mmtrace_lock_acquired(struct folio *folio, int how)
{
	mmtrace_lock_acquired_by(folio, how, NULL);
}

#endif /* _LINUX_MMTRACE_H */
