// SPDX-License-Identifier: GPL-2.0-only
/*
 * For every page of a watched range, a ring of the latest changes of its
 * reference count. failures.c puts it into the trace when the page cannot be
 * isolated or migrated.
 */
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

#include <trace/events/page_ref.h>

#include "compat.h"
#include "internal.h"

DEFINE_STATIC_KEY_FALSE(mmtrace_watching);

struct ring {
	arch_spinlock_t lock; /* taken with interrupts off, by trylock in an NMI */
	u8 first;
	u8 nr;
	u8 whole; /* everything since the page was allocated */
	u8 lost; /* an NMI could not get in */
	struct mmtrace_record records[MMTRACE_HISTORY_RECORDS];
};

static_assert(sizeof(struct ring) <= 400);

struct watch {
	unsigned long first;
	unsigned long count;
	struct ring rings[];
};

static struct watch __rcu *watch;
static DEFINE_MUTEX(watch_mutex);

static struct ring *ring_of(const struct watch *w, unsigned long pfn)
{
	return w && pfn - w->first < w->count ? (struct ring *)&w->rings[pfn - w->first] : NULL;
}

static void ring_restart(struct ring *ring)
{
	ring->first = 0;
	ring->nr = 0;
	ring->lost = 0;
	ring->whole = 0;
}

static struct mmtrace_record *ring_at(struct ring *ring, int i)
{
	return &ring->records[(ring->first + i) % MMTRACE_HISTORY_RECORDS];
}

/*
 * Which record's reference does this put end? That of a batch which is being
 * emptied; else the newest that is no batch's, if it was the same task's and
 * of the same size. Not when the page was mapped or unmapped in between: that
 * reference went into a page table, and this put is somebody else's.
 */
static int ring_ended(struct ring *ring, const struct mmtrace_record *r)
{
	int i;

	if (r->delta >= 0 || r->kind == MMTRACE_REF_FREEZE)
		return -1;
	for (i = ring->nr - 1; i >= 0; i--)
		if (ring_at(ring, i)->batch == MMTRACE_LEAVING_BATCH && r->delta == -1)
			return i;
	for (i = ring->nr - 1; i >= 0; i--) {
		const struct mmtrace_record *get = ring_at(ring, i);

		if (get->batch == MMTRACE_IN_BATCH)
			continue;
		if (get->kind != MMTRACE_REF_SET && get->kind != MMTRACE_REF_UNFREEZE &&
		    get->pid == r->pid && get->delta == -r->delta && get->mapcount == r->mapcount)
			return i;
		break;
	}
	return -1;
}

static void ring_drop(struct ring *ring, int i)
{
	for (; i < ring->nr - 1; i++)
		*ring_at(ring, i) = *ring_at(ring, i + 1);
	ring->nr--;
}

static void ring_add(struct ring *ring, const struct mmtrace_record *r)
{
	int ended;

	if (r->kind == MMTRACE_REF_SET) {
		ring_restart(ring);
		ring->whole = 1;
	}
	ended = ring_ended(ring, r);
	if (ended >= 0) {
		ring_drop(ring, ended);
		return;
	}
	if (ring->nr == MMTRACE_HISTORY_RECORDS) {
		ring_drop(ring, 0);
		ring->whole = 0;
	}
	*ring_at(ring, ring->nr++) = *r;
}

/* With interrupts off. An NMI does not wait: what it has to say is lost. */
static bool ring_lock(struct ring *ring)
{
	if (!in_nmi()) {
		arch_spin_lock(&ring->lock);
		return true;
	}
	if (arch_spin_trylock(&ring->lock))
		return true;
	WRITE_ONCE(ring->lost, 1);
	return false;
}

static noinline void ring_record(const struct watch *w, struct page *page, enum mmtrace_change kind,
				 int delta, int count, const void *below)
{
	struct ring *ring = ring_of(w, page_to_pfn(page));
	unsigned long flags;
	struct mmtrace_record r = {
		.pid = current->pid,
		.count = count,
		.mapcount = clamp(mmtrace_page_mapcount(page), S16_MIN, S16_MAX),
		.delta = clamp(delta, S16_MIN, S16_MAX),
		.kind = kind,
	};

	r.stack = mmtrace_stack(1, below);
	mmtrace_count(MMTRACE_RECORDS, 1);
	local_irq_save(flags);
	r.cpu = raw_smp_processor_id();
	r.time_ns = ktime_get_mono_fast_ns();
	if (ring_lock(ring)) {
		ring_add(ring, &r);
		arch_spin_unlock(&ring->lock);
	}
	local_irq_restore(flags);
}

/* The task's newest reference is the batch's. */
static void ring_batch_enter(struct ring *ring)
{
	int i;

	for (i = ring->nr - 1; i >= 0; i--) {
		struct mmtrace_record *get = ring_at(ring, i);

		if (get->pid == current->pid && get->delta == 1 && get->batch == MMTRACE_IN_NONE) {
			get->batch = MMTRACE_IN_BATCH;
			return;
		}
	}
}

/* A page may sit in the batches of several CPUs: this CPU's first, then any. */
static void ring_batch_leave(struct ring *ring)
{
	struct mmtrace_record *leaving = NULL;
	int i;

	for (i = 0; i < ring->nr; i++) {
		struct mmtrace_record *get = ring_at(ring, i);

		if (get->batch == MMTRACE_IN_BATCH &&
		    (!leaving || get->cpu == raw_smp_processor_id()))
			leaving = get;
	}
	if (leaving)
		leaving->batch = MMTRACE_LEAVING_BATCH;
}

static void batch_change(struct folio *folio, void (*change)(struct ring *ring))
{
	struct ring *ring = ring_of(rcu_dereference_sched(watch), folio_pfn(folio));
	unsigned long flags;

	if (!ring)
		return;
	local_irq_save(flags);
	if (ring_lock(ring)) {
		change(ring);
		arch_spin_unlock(&ring->lock);
	}
	local_irq_restore(flags);
}

void __mmtrace_batch_enter(struct folio *folio)
{
	batch_change(folio, ring_batch_enter);
}

void __mmtrace_batch_leave(struct folio *folio)
{
	batch_change(folio, ring_batch_leave);
}

/* The range first: nearly every change is of a page nobody watches. */
static __always_inline void changed(struct page *page, enum mmtrace_change kind, int delta,
				    int count, const void *below)
{
	const struct watch *w = rcu_dereference_sched(watch);

	if (ring_of(w, page_to_pfn(page)))
		ring_record(w, page, kind, delta, count, below);
}

static void probe_set(void *unused, struct page *page, int v)
{
	changed(page, MMTRACE_REF_SET, v, v, __page_ref_set);
}

static void probe_mod(void *unused, struct page *page, int v)
{
	/* folio_ref_add(folio, nr_pages - 1) of a small folio changes nothing. */
	if (v)
		changed(page, MMTRACE_REF_MOD, v, page_ref_count(page), __page_ref_mod);
}

static void probe_mod_and_test(void *unused, struct page *page, int v, int ret)
{
	changed(page, MMTRACE_REF_MOD_AND_TEST, v, ret ? 0 : page_ref_count(page),
		__page_ref_mod_and_test);
}

static void probe_mod_and_return(void *unused, struct page *page, int v, int ret)
{
	changed(page, MMTRACE_REF_MOD_AND_RETURN, v, ret, __page_ref_mod_and_return);
}

static void probe_mod_unless(void *unused, struct page *page, int v, int ret)
{
	if (ret)
		changed(page, MMTRACE_REF_MOD_UNLESS, v, page_ref_count(page),
			__page_ref_mod_unless);
}

static void probe_freeze(void *unused, struct page *page, int v, int ret)
{
	if (ret)
		changed(page, MMTRACE_REF_FREEZE, -v, 0, __page_ref_freeze);
}

static void probe_unfreeze(void *unused, struct page *page, int v)
{
	changed(page, MMTRACE_REF_UNFREEZE, v, v, __page_ref_unfreeze);
}

static void probes_off(void)
{
	static_branch_disable(&mmtrace_watching);
	unregister_trace_page_ref_set(probe_set, NULL);
	unregister_trace_page_ref_mod(probe_mod, NULL);
	unregister_trace_page_ref_mod_and_test(probe_mod_and_test, NULL);
	unregister_trace_page_ref_mod_and_return(probe_mod_and_return, NULL);
	unregister_trace_page_ref_mod_unless(probe_mod_unless, NULL);
	unregister_trace_page_ref_freeze(probe_freeze, NULL);
	unregister_trace_page_ref_unfreeze(probe_unfreeze, NULL);
	tracepoint_synchronize_unregister();
}

static int probes_on(void)
{
	int ret = register_trace_page_ref_set(probe_set, NULL)				     ?:
			  register_trace_page_ref_mod(probe_mod, NULL)			     ?:
			  register_trace_page_ref_mod_and_test(probe_mod_and_test, NULL)     ?:
			  register_trace_page_ref_mod_and_return(probe_mod_and_return, NULL) ?:
			  register_trace_page_ref_mod_unless(probe_mod_unless, NULL)	     ?:
			  register_trace_page_ref_freeze(probe_freeze, NULL)		     ?:
			  register_trace_page_ref_unfreeze(probe_unfreeze, NULL);

	if (ret)
		probes_off();
	else
		static_branch_enable(&mmtrace_watching);
	return ret;
}

unsigned int mmtrace_history_copy(u64 pfn, struct mmtrace_record *records, u8 *whole)
{
	struct ring *ring = ring_of(rcu_dereference_sched(watch), pfn);
	unsigned int i, nr;
	unsigned long flags;

	*whole = 0;
	if (!ring)
		return 0;
	local_irq_save(flags);
	arch_spin_lock(&ring->lock);
	nr = ring->nr;
	for (i = 0; i < nr; i++)
		records[i] = *ring_at(ring, i);
	*whole = ring->whole && !READ_ONCE(ring->lost);
	arch_spin_unlock(&ring->lock);
	local_irq_restore(flags);
	return nr;
}

/* @count 0 ends the watch. The probes run only while there is one. */
int mmtrace_watch_set(unsigned long first, unsigned long count)
{
	struct watch *old, *next = NULL;
	size_t bytes;
	unsigned long i;
	int ret = 0;

	if (count) {
		if (first >= max_pfn)
			return -ERANGE;
		count = min(count, max_pfn - first);
		bytes = struct_size(next, rings, count);
		if (bytes / PAGE_SIZE > totalram_pages() / 4)
			return -E2BIG;
		next = vzalloc(bytes);
		if (!next)
			return -ENOMEM;
		next->first = first;
		next->count = count;
		for (i = 0; i < count; i++)
			next->rings[i].lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	}

	mutex_lock(&watch_mutex);
	old = rcu_dereference_protected(watch, lockdep_is_held(&watch_mutex));
	if (next && !old)
		ret = probes_on();
	if (ret) {
		old = next;
	} else {
		rcu_assign_pointer(watch, next);
		if (!next && old)
			probes_off();
	}
	mutex_unlock(&watch_mutex);

	/* Probes and dumps run with preemption off. */
	synchronize_rcu();
	vfree(old);
	return ret;
}

void mmtrace_watch_get(unsigned long *first, unsigned long *count)
{
	const struct watch *w;

	mutex_lock(&watch_mutex);
	w = rcu_dereference_protected(watch, lockdep_is_held(&watch_mutex));
	*first = w ? w->first : 0;
	*count = w ? w->count : 0;
	mutex_unlock(&watch_mutex);
}
