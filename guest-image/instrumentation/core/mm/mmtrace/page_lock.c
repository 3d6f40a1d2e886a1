// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page lock instrumentation: hold time histograms and the events page_lock:*.
 *
 * The hooks of linux/mmtrace.h come here in any context but NMI, often with
 * interrupts off and spinlocks held, so nothing here allocates, sleeps or
 * takes a lock; what is shared is per CPU, atomic, or protected by the folio
 * lock that it describes.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/jhash.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "internal.h"

#define CREATE_TRACE_POINTS
#include "events_page_lock.h"

DEFINE_STATIC_KEY_FALSE(mmtrace_locks);
EXPORT_SYMBOL(mmtrace_locks);

/*
 * Hold times
 *
 * The open hold of a folio stands in an array by pfn. Only who holds the lock
 * writes its element, and the lock orders one holder's writes before the next
 * one's. Ended holds go into a hash of histograms.
 */
struct hold {
	u64 since_ns; /* 0: none known */
	u32 stack;
	u8 how;
};

static struct hold *holds;
static unsigned long nr_holds;

#define HOLD_SLOTS 2048
#define HOLD_PROBES 64

struct hold_histogram {
	u32 key; /* 0: free */
	atomic_t bucket[MMTRACE_HOLD_BUCKETS];
	atomic64_t sum_ns;
};

static struct hold_histogram *histograms;

static unsigned int lock_level; /* enum mmtrace_level */

/* Stack ids end at MMTRACE_STACKS, and 1 << 31 makes every key differ from 0. */
static u32 hold_key(u32 stack, u8 how, bool waiters)
{
	return 1U << 31 | stack << 4 | how << 1 | waiters;
}

static void hold_count(u32 key, u64 ns)
{
	u32 hash = jhash_1word(key, 0);
	unsigned int i;

	for (i = 0; i < HOLD_PROBES; i++) {
		struct hold_histogram *h = &histograms[(hash + i) % HOLD_SLOTS];
		u32 found = READ_ONCE(h->key);

		if (!found)
			found = cmpxchg(&h->key, 0, key) ?: key;
		if (found != key)
			continue;
		atomic_inc(&h->bucket[ns ? min(ilog2(ns), MMTRACE_HOLD_BUCKETS - 1) : 0]);
		atomic64_add(ns, &h->sum_ns);
		return;
	}
	mmtrace_count(MMTRACE_HOLDS_FULL, 1);
}

static void hold_begin(struct folio *folio, int how, u32 stack)
{
	unsigned long pfn = folio_pfn(folio);

	if (pfn >= nr_holds)
		return;
	holds[pfn].stack = stack;
	holds[pfn].how = how;
	holds[pfn].since_ns = ktime_get_mono_fast_ns();
}

static void hold_end(struct folio *folio)
{
	unsigned long pfn = folio_pfn(folio);
	struct hold *hold = pfn < nr_holds ? &holds[pfn] : NULL;
	u64 now;

	if (!hold || !hold->since_ns) {
		mmtrace_count(MMTRACE_START_UNKNOWN, 1);
		return;
	}
	now = ktime_get_mono_fast_ns();
	hold_count(hold_key(hold->stack, hold->how, folio_test_waiters(folio)),
		   now > hold->since_ns ? now - hold->since_ns : 0);
	hold->since_ns = 0;
}

void __mmtrace_pages_freed(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), end = pfn + (1UL << order);

	if (READ_ONCE(lock_level) < MMTRACE_LEVEL_HISTOGRAMS)
		return;
	for (; pfn < end && pfn < nr_holds; pfn++)
		if (holds[pfn].since_ns)
			holds[pfn].since_ns = 0;
}

void mmtrace_holds_show(struct seq_file *m)
{
	unsigned int i, j;

	for (i = 0; histograms && i < HOLD_SLOTS; i++) {
		struct hold_histogram *h = &histograms[i];
		unsigned int bucket[MMTRACE_HOLD_BUCKETS];
		u32 key = READ_ONCE(h->key);
		u64 count = 0;

		if (!key)
			continue;
		for (j = 0; j < MMTRACE_HOLD_BUCKETS; j++) {
			bucket[j] = atomic_read(&h->bucket[j]);
			count += bucket[j];
		}
		seq_printf(m, "%u %u %u %llu %lld", (key >> 4) & (MMTRACE_STACKS * 2 - 1),
			   (key >> 1) & 7, key & 1, count, atomic64_read(&h->sum_ns));
		for (j = 0; j < MMTRACE_HOLD_BUCKETS; j++)
			seq_printf(m, " %u", bucket[j]);
		seq_putc(m, '\n');
	}
}

/* Hooks */

/*
 * The host of a file's mapping. A locked folio keeps its mapping, but the word
 * means something else in pages that are no folios of a file, so it is
 * followed with care.
 */
static struct mmtrace_file folio_file(struct folio *folio)
{
	struct mmtrace_file file = {};
	struct address_space *mapping = READ_ONCE(folio->mapping);
	struct super_block *sb;
	struct inode *inode;
	typeof(inode->i_ino) ino;
	dev_t dev;

	if (!mapping || folio_test_slab(folio) || (unsigned long)mapping & MMTRACE_MAPPING_FLAGS)
		return file;
	if (get_kernel_nofault(inode, &mapping->host) || !inode ||
	    get_kernel_nofault(ino, &inode->i_ino) || get_kernel_nofault(sb, &inode->i_sb) || !sb ||
	    get_kernel_nofault(dev, &sb->s_dev))
		return file;
	file.ino = ino;
	file.dev = dev;
	return file;
}

void __mmtrace_lock_acquired(struct folio *folio, int how, struct task_struct *owner)
{
	unsigned int level = READ_ONCE(lock_level);
	bool event = trace_folio_lock_acquired_enabled();
	u32 stack;

	mmtrace_count(MMTRACE_ACQUIRED + how, 1);
	if (level < MMTRACE_LEVEL_HISTOGRAMS && !event)
		return;
	stack = mmtrace_stack(0, NULL);
	if (event) {
		struct mmtrace_file file = folio_file(folio);

		trace_folio_lock_acquired(folio, how, (owner ?: current)->pid, &file, stack);
	}
	if (level >= MMTRACE_LEVEL_HISTOGRAMS)
		hold_begin(folio, how, stack);
}
EXPORT_SYMBOL(__mmtrace_lock_acquired);

void __mmtrace_lock_released(struct folio *folio, int how)
{
	mmtrace_count(MMTRACE_RELEASED, 1);
	if (READ_ONCE(lock_level) >= MMTRACE_LEVEL_HISTOGRAMS)
		hold_end(folio);
	if (trace_folio_lock_released_enabled())
		trace_folio_lock_released(folio, how, mmtrace_stack(0, NULL));
}

void __mmtrace_wait_begin(struct folio *folio, int bit, int behaviour)
{
	mmtrace_count(MMTRACE_WAITS, 1);
	if (trace_folio_wait_begin_enabled())
		trace_folio_wait_begin(folio, bit, behaviour, mmtrace_stack(0, NULL));
}

void __mmtrace_wait_end(struct folio *folio, int bit, int behaviour, int repeats, int ret)
{
	trace_folio_wait_end(page_to_pfn((struct page *)folio), bit, behaviour, repeats, ret);
}

void __mmtrace_wake_begin(struct mmtrace_wake *wake, struct folio *folio)
{
	*wake = (struct mmtrace_wake){
		.pfn = folio_pfn(folio),
		.begin_ns = ktime_get_mono_fast_ns(),
	};
}

void __mmtrace_wake_locked(struct mmtrace_wake *wake)
{
	wake->section_ns = ktime_get_mono_fast_ns();
	wake->chunks++;
}

void __mmtrace_wake_unlocked(struct mmtrace_wake *wake)
{
	wake->locked_ns += ktime_get_mono_fast_ns() - wake->section_ns;
}

void __mmtrace_wake_end(struct mmtrace_wake *wake, int bit)
{
	mmtrace_count(MMTRACE_WAKES, 1);
	mmtrace_count(MMTRACE_WAKE_ENTRIES, wake->entries);
	trace_folio_wake(wake, bit, ktime_get_mono_fast_ns() - wake->begin_ns);
}

int mmtrace_locks_on(void)
{
	static_branch_inc(&mmtrace_locks);
	return 0;
}

void mmtrace_locks_off(void)
{
	static_branch_dec(&mmtrace_locks);
}

/* Histograms begin empty, with no hold open. */
static int holds_reset(void)
{
	if (!holds) {
		unsigned long nr = max_pfn;

		holds = vzalloc(array_size(nr, sizeof(*holds)));
		if (!holds)
			return -ENOMEM;
		nr_holds = nr;
	}
	if (!histograms)
		histograms = vzalloc(array_size(HOLD_SLOTS, sizeof(*histograms)));
	if (!histograms)
		return -ENOMEM;
	memset(holds, 0, nr_holds * sizeof(*holds));
	memset(histograms, 0, HOLD_SLOTS * sizeof(*histograms));
	return 0;
}

int mmtrace_level_set(enum mmtrace_level level)
{
	int ret;

	if (level == MMTRACE_LEVEL_HISTOGRAMS && lock_level < level) {
		ret = holds_reset();
		if (ret)
			return ret;
	}
	if (level && !lock_level)
		static_branch_inc(&mmtrace_locks);
	if (!level && lock_level)
		static_branch_dec(&mmtrace_locks);
	/* The hooks read the level after they saw the key. */
	smp_store_release(&lock_level, level);
	/* Hardly a hook is left that saw the level before: they do not sleep. */
	synchronize_rcu();
	return 0;
}

enum mmtrace_level mmtrace_level_get(void)
{
	return READ_ONCE(lock_level);
}
