// SPDX-License-Identifier: GPL-2.0-only
/* Why a page could not be moved, and who holds the reference in the way. */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>

#include "compat.h"
#include "internal.h"

#define CREATE_TRACE_POINTS
#include "events_mmtrace.h"

static atomic64_t failures;

static bool folio_in_cache(struct folio *folio)
{
	if (folio_test_anon(folio))
		return folio_test_swapcache(folio);
	return folio->mapping && !mmtrace_folio_movable(folio);
}

/* References that are accounted for, without those of who asks. */
static int expected_refs(struct folio *folio, int mapcount)
{
	int refs = mapcount;

	if (folio_in_cache(folio))
		refs += folio_nr_pages(folio);
	if (folio_test_private(folio))
		refs++;
	return refs;
}

static struct mmtrace_place lru_place(struct folio *folio)
{
	struct mmtrace_place place;

	if (!mmtrace_lru_batch_find(folio, &place.cpu, &place.batch))
		place = (struct mmtrace_place){ .cpu = -1, .batch = -1 };
	return place;
}

/* Empty when the task is gone, or when its pid has since gone to another one. */
static void comm_of(const struct mmtrace_record *r, char *comm)
{
	struct task_struct *task;

	memset(comm, 0, TASK_COMM_LEN);
	if (!r->pid) {
		strscpy(comm, "swapper", TASK_COMM_LEN);
		return;
	}
	rcu_read_lock();
	task = find_task_by_pid_ns(r->pid, &init_pid_ns);
	if (task && task->start_time <= r->time_ns)
		strscpy(comm, task->comm, TASK_COMM_LEN);
	rcu_read_unlock();
}

static void history_emit(u64 failure, u64 pfn, u8 slot, const struct mmtrace_record *r)
{
	struct mmtrace_history history = {
		.failure = failure,
		.pfn = pfn,
		.time = r->time_ns,
		.pid = r->pid,
		.cpu = r->cpu,
		.delta = r->delta,
		.count = r->count,
		.mapcount = r->mapcount,
		.stack = r->stack,
		.slot = slot,
		.kind = r->kind,
		.in_batch = r->batch != MMTRACE_IN_NONE,
	};

	comm_of(r, history.comm);
	trace_page_history(&history);
}

static void failure_emit(struct mmtrace_unexpected *failed, struct folio *folio)
{
	struct mmtrace_record records[MMTRACE_HISTORY_RECORDS];
	unsigned int i;

	failed->failure = atomic64_inc_return(&failures);
	failed->pfn = folio_pfn(folio);
	failed->flags = mmtrace_folio_flags(folio);
	failed->mapping = (unsigned long)folio->mapping;
	failed->order = folio_order(folio);
	failed->pinned = folio_maybe_dma_pinned(folio);
	failed->lru = lru_place(folio);

	/* One failure's events stand together, on one CPU. */
	preempt_disable();
	failed->records = mmtrace_history_copy(failed->pfn, records, &failed->whole);
	trace_unexpected_refcount(failed);
	for (i = 0; i < failed->records; i++)
		history_emit(failed->failure, failed->pfn, i, &records[i]);
	preempt_enable();
}

void __mmtrace_not_migrated(struct folio *folio, int kind, int expected)
{
	struct mmtrace_unexpected failed = {
		.kind = kind,
		.seen = folio_ref_count(folio),
		.expected = expected,
		.mapcount = mmtrace_folio_mapcount(folio),
		.stack = mmtrace_stack(0, NULL),
	};

	failure_emit(&failed, folio);
}

/*
 * Without a reference for MMTRACE_FAIL_NOT_ON_LRU: the page may be freed while
 * this looks. One that is free already is not in the way; a tail is told of
 * with its head.
 */
void __mmtrace_not_isolated(struct page *page, int kind)
{
	struct folio *folio = (struct folio *)page;
	struct mmtrace_unexpected failed = {
		.kind = kind,
		.seen = page_ref_count(page),
	};

	if (PageTail(page) || !failed.seen)
		return;
	failed.mapcount = mmtrace_folio_mapcount(folio);
	failed.expected = expected_refs(folio, failed.mapcount);
	/* All but the first check follow a get_page_unless_zero(). */
	if (kind != MMTRACE_FAIL_NOT_ON_LRU)
		failed.expected++;
	failed.stack = mmtrace_stack(0, NULL);
	failure_emit(&failed, folio);
}

static void attempt_look(struct mmtrace_attempt *attempt, struct folio *folio)
{
	attempt->flags = mmtrace_folio_flags(folio);
	attempt->count = folio_ref_count(folio);
	attempt->mapcount = mmtrace_folio_mapcount(folio);
	/* The isolation holds one. */
	attempt->expected = expected_refs(folio, attempt->mapcount) + 1;
}

void __mmtrace_attempt_begin(struct mmtrace_attempt *attempt, struct folio *folio)
{
	attempt->pfn = folio_pfn(folio);
	attempt_look(attempt, folio);
}

void __mmtrace_attempt_end(struct mmtrace_attempt *attempt, struct folio *folio, int pass, int mode,
			   int reason, int rc, int stage)
{
	struct mmtrace_place lru = { .cpu = -1, .batch = -1 };

	/* A folio that moved is gone, one that did not is still isolated. */
	if (rc) {
		attempt_look(attempt, folio);
		lru = lru_place(folio);
	}
	trace_migrate_attempt(attempt, pass, mode, reason, rc, stage, &lru);
}

void __mmtrace_contig_result(unsigned long start, unsigned long end, int ret)
{
	trace_contig_result(start, end, ret);
}

void __mmtrace_cma_result(struct page *page, unsigned long count, int ret)
{
	trace_cma_result(page ? page_to_pfn(page) : 0, count, page ? 0 : ret);
}
