/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM mmtrace

#if !defined(_TRACE_MMTRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_MMTRACE_H

#include <linux/types.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <trace/events/mmflags.h>

/* Arguments of the wider events. */
#ifndef _MMTRACE_EVENT_ARGS
#define _MMTRACE_EVENT_ARGS
struct mmtrace_place {
	int cpu;
	int batch;
};

struct mmtrace_unexpected {
	u64 failure;
	u64 pfn;
	u64 flags;
	u64 mapping;
	int seen;
	int expected;
	int mapcount;
	u32 stack;
	struct mmtrace_place lru;
	u8 kind;
	u8 order;
	u8 pinned;
	u8 records;
	u8 whole;
};

struct mmtrace_history {
	u64 failure;
	u64 pfn;
	u64 time;
	int pid;
	int cpu;
	int delta;
	int count;
	int mapcount;
	u32 stack;
	u8 slot;
	u8 kind;
	u8 in_batch;
	char comm[TASK_COMM_LEN];
};
#endif

TRACE_EVENT(migrate_attempt,

	TP_PROTO(const struct mmtrace_attempt *attempt, int pass, int mode, int reason, int rc,
		 int stage, const struct mmtrace_place *lru),

	TP_ARGS(attempt, pass, mode, reason, rc, stage, lru),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(unsigned long, flags)
		__field(int, pass)
		__field(int, rc)
		__field(int, count)
		__field(int, expected)
		__field(int, mapcount)
		__field(s16, lru_cpu)
		__field(s8, lru_batch)
		__field(u8, mode)
		__field(u8, reason)
		__field(u8, stage)
	),

	TP_fast_assign(
		__entry->pfn = attempt->pfn;
		__entry->flags = attempt->flags;
		__entry->pass = pass;
		__entry->rc = rc;
		__entry->count = attempt->count;
		__entry->expected = attempt->expected;
		__entry->mapcount = attempt->mapcount;
		__entry->lru_cpu = lru->cpu;
		__entry->lru_batch = lru->batch;
		__entry->mode = mode;
		__entry->reason = reason;
		__entry->stage = stage;
	),

	TP_printk("pfn=0x%lx pass=%d mode=%u reason=%u rc=%d stage=%u count=%d expected=%d mapcount=%d flags=%s lru_cpu=%d lru_batch=%d",
		__entry->pfn, __entry->pass, __entry->mode, __entry->reason,
		__entry->rc, __entry->stage, __entry->count, __entry->expected,
		__entry->mapcount, show_page_flags(__entry->flags & PAGEFLAGS_MASK),
		__entry->lru_cpu, __entry->lru_batch)
);

TRACE_EVENT(unexpected_refcount,

	TP_PROTO(const struct mmtrace_unexpected *u),

	TP_ARGS(u),

	TP_STRUCT__entry(
		__field(u64, failure)
		__field(unsigned long, pfn)
		__field(unsigned long, flags)
		__field(unsigned long, mapping)
		__field(int, seen)
		__field(int, expected)
		__field(int, mapcount)
		__field(u32, stack)
		__field(s16, lru_cpu)
		__field(s8, lru_batch)
		__field(u8, kind)
		__field(u8, order)
		__field(u8, pinned)
		__field(u8, records)
		__field(u8, whole)
	),

	TP_fast_assign(
		__entry->failure = u->failure;
		__entry->pfn = u->pfn;
		__entry->flags = u->flags;
		__entry->mapping = u->mapping;
		__entry->seen = u->seen;
		__entry->expected = u->expected;
		__entry->mapcount = u->mapcount;
		__entry->stack = u->stack;
		__entry->lru_cpu = u->lru.cpu;
		__entry->lru_batch = u->lru.batch;
		__entry->kind = u->kind;
		__entry->order = u->order;
		__entry->pinned = u->pinned;
		__entry->records = u->records;
		__entry->whole = u->whole;
	),

	TP_printk("failure=%llu kind=%u pfn=0x%lx order=%u seen=%d expected=%d mapcount=%d flags=%s mapping=0x%lx pinned=%u lru_cpu=%d lru_batch=%d records=%u whole=%u stack=%u",
		__entry->failure, __entry->kind, __entry->pfn, __entry->order,
		__entry->seen, __entry->expected, __entry->mapcount,
		show_page_flags(__entry->flags & PAGEFLAGS_MASK),
		__entry->mapping, __entry->pinned, __entry->lru_cpu,
		__entry->lru_batch, __entry->records, __entry->whole,
		__entry->stack)
);

TRACE_EVENT(page_history,

	TP_PROTO(const struct mmtrace_history *h),

	TP_ARGS(h),

	TP_STRUCT__entry(
		__field(u64, failure)
		__field(unsigned long, pfn)
		__field(u64, time)
		__field(int, pid)
		__field(int, delta)
		__field(int, count)
		__field(int, mapcount)
		__field(u32, stack)
		__field(u16, cpu)
		__field(u8, slot)
		__field(u8, kind)
		__field(u8, in_batch)
		__array(char, comm, TASK_COMM_LEN)
	),

	TP_fast_assign(
		__entry->failure = h->failure;
		__entry->pfn = h->pfn;
		__entry->time = h->time;
		__entry->pid = h->pid;
		__entry->delta = h->delta;
		__entry->count = h->count;
		__entry->mapcount = h->mapcount;
		__entry->stack = h->stack;
		__entry->cpu = h->cpu;
		__entry->slot = h->slot;
		__entry->kind = h->kind;
		__entry->in_batch = h->in_batch;
		memcpy(__entry->comm, h->comm, TASK_COMM_LEN);
	),

	TP_printk("failure=%llu pfn=0x%lx slot=%u time=%llu pid=%d comm=%s cpu=%u kind=%u delta=%d count=%d mapcount=%d in_batch=%u stack=%u",
		__entry->failure, __entry->pfn, __entry->slot, __entry->time,
		__entry->pid, __entry->comm, __entry->cpu, __entry->kind,
		__entry->delta, __entry->count, __entry->mapcount,
		__entry->in_batch, __entry->stack)
);

TRACE_EVENT(contig_result,

	TP_PROTO(unsigned long start, unsigned long end, int ret),

	TP_ARGS(start, end, ret),

	TP_STRUCT__entry(
		__field(unsigned long, start)
		__field(unsigned long, end)
		__field(int, ret)
	),

	TP_fast_assign(
		__entry->start = start;
		__entry->end = end;
		__entry->ret = ret;
	),

	TP_printk("start=0x%lx end=0x%lx ret=%d",
		__entry->start, __entry->end, __entry->ret)
);

TRACE_EVENT(cma_result,

	TP_PROTO(unsigned long pfn, unsigned long count, int error),

	TP_ARGS(pfn, count, error),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(unsigned long, count)
		__field(int, errno)
	),

	TP_fast_assign(
		__entry->pfn = pfn;
		__entry->count = count;
		__entry->errno = error;
	),

	TP_printk("pfn=0x%lx count=%lu errno=%d",
		__entry->pfn, __entry->count, __entry->errno)
);

#endif /* _TRACE_MMTRACE_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH ../../mm/mmtrace
#define TRACE_INCLUDE_FILE events_mmtrace

/* This part must be outside protection */
#include <trace/define_trace.h>
