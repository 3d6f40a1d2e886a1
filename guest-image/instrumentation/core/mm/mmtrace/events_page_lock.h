/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM page_lock

#if !defined(_TRACE_PAGE_LOCK_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_PAGE_LOCK_H

#include <linux/types.h>
#include <linux/mm.h>
#include <linux/tracepoint.h>
#include <trace/events/mmflags.h>

#include "compat.h"

struct mmtrace_wake;

/* What an event says of the file a folio belongs to; zeros where there is none. */
#ifndef _MMTRACE_FILE
#define _MMTRACE_FILE
struct mmtrace_file {
	u64 ino;
	u32 dev;
};

int mmtrace_locks_on(void);
void mmtrace_locks_off(void);
#endif

TRACE_EVENT_FN(folio_lock_acquired,

	TP_PROTO(struct folio *folio, int how, int owner, const struct mmtrace_file *file,
		 u32 stack),

	TP_ARGS(folio, how, owner, file, stack),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(unsigned long, flags)
		__field(u64, ino)
		__field(unsigned long, index)
		__field(u32, dev)
		__field(int, count)
		__field(int, mapcount)
		__field(int, owner)
		__field(u32, stack)
		__field(u8, order)
		__field(u8, how)
	),

	TP_fast_assign(
		__entry->pfn = folio_pfn(folio);
		__entry->flags = mmtrace_folio_flags(folio);
		__entry->ino = file->ino;
		__entry->index = folio->index;
		__entry->dev = file->dev;
		__entry->count = folio_ref_count(folio);
		__entry->mapcount = mmtrace_mapcount_at_lock(folio);
		__entry->owner = owner;
		__entry->stack = stack;
		__entry->order = folio_order(folio);
		__entry->how = how;
	),

	TP_printk("pfn=0x%lx order=%u how=%u flags=%s count=%d mapcount=%d dev=%u ino=%llu index=%lu owner=%d stack=%u",
		__entry->pfn, __entry->order, __entry->how,
		show_page_flags(__entry->flags & PAGEFLAGS_MASK),
		__entry->count, __entry->mapcount, __entry->dev, __entry->ino,
		__entry->index, __entry->owner, __entry->stack),

	mmtrace_locks_on, mmtrace_locks_off
);

TRACE_EVENT_FN(folio_lock_released,

	TP_PROTO(struct folio *folio, int how, u32 stack),

	TP_ARGS(folio, how, stack),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(unsigned long, flags)
		__field(int, count)
		__field(u32, stack)
		__field(u8, how)
	),

	TP_fast_assign(
		__entry->pfn = folio_pfn(folio);
		__entry->flags = mmtrace_folio_flags(folio);
		__entry->count = folio_ref_count(folio);
		__entry->stack = stack;
		__entry->how = how;
	),

	TP_printk("pfn=0x%lx how=%u flags=%s count=%d stack=%u",
		__entry->pfn, __entry->how,
		show_page_flags(__entry->flags & PAGEFLAGS_MASK),
		__entry->count, __entry->stack),

	mmtrace_locks_on, mmtrace_locks_off
);

TRACE_EVENT_FN(folio_wait_begin,

	TP_PROTO(struct folio *folio, int bit, int behaviour, u32 stack),

	TP_ARGS(folio, bit, behaviour, stack),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(int, count)
		__field(u32, stack)
		__field(u8, bit)
		__field(u8, behaviour)
	),

	TP_fast_assign(
		__entry->pfn = folio_pfn(folio);
		__entry->count = folio_ref_count(folio);
		__entry->stack = stack;
		__entry->bit = bit;
		__entry->behaviour = behaviour;
	),

	TP_printk("pfn=0x%lx bit=%u behaviour=%u count=%d stack=%u",
		__entry->pfn, __entry->bit, __entry->behaviour, __entry->count,
		__entry->stack),

	mmtrace_locks_on, mmtrace_locks_off
);

TRACE_EVENT_FN(folio_wait_end,

	TP_PROTO(unsigned long pfn, int bit, int behaviour, int repeats, int ret),

	TP_ARGS(pfn, bit, behaviour, repeats, ret),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(int, repeats)
		__field(int, ret)
		__field(u8, bit)
		__field(u8, behaviour)
	),

	TP_fast_assign(
		__entry->pfn = pfn;
		__entry->repeats = repeats;
		__entry->ret = ret;
		__entry->bit = bit;
		__entry->behaviour = behaviour;
	),

	TP_printk("pfn=0x%lx bit=%u behaviour=%u repeats=%d ret=%d",
		__entry->pfn, __entry->bit, __entry->behaviour, __entry->repeats,
		__entry->ret),

	mmtrace_locks_on, mmtrace_locks_off
);

TRACE_EVENT_FN(folio_wake,

	TP_PROTO(const struct mmtrace_wake *wake, int bit, u64 total_ns),

	TP_ARGS(wake, bit, total_ns),

	TP_STRUCT__entry(
		__field(unsigned long, pfn)
		__field(u64, locked_ns)
		__field(u64, total_ns)
		__field(u32, entries)
		__field(u32, woken)
		__field(u32, chunks)
		__field(u8, bit)
	),

	TP_fast_assign(
		__entry->pfn = wake->pfn;
		__entry->locked_ns = wake->locked_ns;
		__entry->total_ns = total_ns;
		__entry->entries = wake->entries;
		__entry->woken = wake->woken;
		__entry->chunks = wake->chunks;
		__entry->bit = bit;
	),

	TP_printk("pfn=0x%lx bit=%u entries=%u woken=%u chunks=%u locked_ns=%llu total_ns=%llu",
		__entry->pfn, __entry->bit, __entry->entries, __entry->woken,
		__entry->chunks, __entry->locked_ns, __entry->total_ns),

	mmtrace_locks_on, mmtrace_locks_off
);

#endif /* _TRACE_PAGE_LOCK_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH ../../mm/mmtrace
#define TRACE_INCLUDE_FILE events_page_lock

/* This part must be outside protection */
#include <trace/define_trace.h>
