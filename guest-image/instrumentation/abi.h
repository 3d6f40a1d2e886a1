/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the instrumented kernel and the host agree on.
 *
 * Compiled by both: C99 and C++20, no include. The kernel finds it as
 * linux/mmtrace_abi.h. Every number here stands in stored runs, so one that is
 * taken keeps its meaning: add at the end of an enumeration, and give the new
 * enumerator its name in orchestrator/derive/kernel_abi.h, which does not
 * compile before that.
 *
 * Raise MMTRACE_ABI when a reader of the old meaning would misunderstand the
 * new one. A new event, field, counter or enumerator is no reason.
 */
#ifndef _LINUX_MMTRACE_ABI_H
#define _LINUX_MMTRACE_ABI_H

/*
 * 1: kernels that do not report a number. Event reference_mismatch, field
 *    parked, no file MMTRACE_FILE_ABI.
 * 2: unexpected_refcount, in_batch, MMTRACE_FILE_ABI.
 */
#define MMTRACE_ABI 2

/* The control files, in /sys/kernel/debug/. README.md says what they take and give. */
#define MMTRACE_DIRECTORY "mmtrace"
#define MMTRACE_FILE_ABI "abi"
#define MMTRACE_FILE_LEVEL "level"
#define MMTRACE_FILE_WATCH "watch"
#define MMTRACE_FILE_STACKS "stacks"
#define MMTRACE_FILE_HOLDS "holds"
#define MMTRACE_FILE_COUNTERS "counters"
#define MMTRACE_FILE_MIG_WINDOW "mig_window_us"
#define MMTRACE_FILE_FA_HOLD "fa_hold_us"
#define MMTRACE_FILE_WAKE_DELAY "wake_delay_us"

/* Names in MMTRACE_FILE_ABI, one "NAME VALUE" a line, decimal. */
#define MMTRACE_ABI_NUMBER "abi"
#define MMTRACE_ABI_PAGE_LOCK "hooks_page_lock" /* 1: compiled in, 0: not */
#define MMTRACE_ABI_REFERENCES "hooks_references"
#define MMTRACE_ABI_MIGRATION "hooks_migration"
#define MMTRACE_ABI_FAULT_PATH "hooks_fault_path"
#define MMTRACE_ABI_PG_LOCKED "PG_locked" /* bit number in the flags */
#define MMTRACE_ABI_PG_WAITERS "PG_waiters"
#define MMTRACE_ABI_PG_WRITEBACK "PG_writeback"
#define MMTRACE_ABI_CONTIG_RANGE "MR_CONTIG_RANGE" /* of enum migrate_reason */

/* What is written to MMTRACE_FILE_LEVEL. */
enum mmtrace_level {
	MMTRACE_LEVEL_OFF,
	MMTRACE_LEVEL_COUNTERS,
	MMTRACE_LEVEL_HISTOGRAMS, /* and counters */
	NR_MMTRACE_LEVEL
};

/* A line of MMTRACE_FILE_HOLDS ends with this many buckets, each twice as wide as the last. */
#define MMTRACE_HOLD_BUCKETS 40

/* The most records page_history gives of one page, and the length of a task's name in it. */
#define MMTRACE_HISTORY_RECORDS 16
#define MMTRACE_COMM_LENGTH 16

#define MMTRACE_SYSTEM_PAGE_LOCK "page_lock"
#define MMTRACE_EVENT_ACQUIRED "folio_lock_acquired"
#define MMTRACE_EVENT_RELEASED "folio_lock_released"
#define MMTRACE_EVENT_WAIT_BEGIN "folio_wait_begin"
#define MMTRACE_EVENT_WAIT_END "folio_wait_end"
#define MMTRACE_EVENT_WAKE "folio_wake"

#define MMTRACE_SYSTEM "mmtrace"
#define MMTRACE_EVENT_ATTEMPT "migrate_attempt"
#define MMTRACE_EVENT_UNEXPECTED "unexpected_refcount"
#define MMTRACE_EVENT_HISTORY "page_history"
#define MMTRACE_EVENT_CONTIG "contig_result"
#define MMTRACE_EVENT_CMA "cma_result"

/* folio_lock_acquired.how, and the second column of MMTRACE_FILE_HOLDS. */
enum mmtrace_lock {
	MMTRACE_LOCK_TRY, /* folio_trylock() and all that begin with it */
	MMTRACE_LOCK_QUEUE, /* found free while queueing for it */
	MMTRACE_LOCK_HANDOFF, /* set by the waker on behalf of the waiter */
	MMTRACE_LOCK_WOKEN, /* taken by a waiter after it was woken */
	MMTRACE_LOCK_INIT, /* new folio, set without atomics */
	MMTRACE_LOCK_SPLIT, /* tail that inherits the lock of a split folio */
	NR_MMTRACE_LOCK
};

/* folio_lock_released.how */
enum mmtrace_unlock {
	MMTRACE_UNLOCK,
	MMTRACE_UNLOCK_ERROR, /* new folio that did not get into the cache */
	NR_MMTRACE_UNLOCK
};

/* folio_wait_begin.behaviour: follows enum behavior in mm/filemap.c, plus one. */
enum mmtrace_wait {
	MMTRACE_WAIT_EXCLUSIVE, /* takes the lock when woken; keeps a reference */
	MMTRACE_WAIT_SHARED, /* keeps a reference */
	MMTRACE_WAIT_DROP, /* dropped its reference before it slept */
	MMTRACE_WAIT_MIGRATION, /* at a migration entry, without a reference */
	NR_MMTRACE_WAIT
};

/* unexpected_refcount.kind: why a folio could not be moved out of the way. */
enum mmtrace_failure {
	MMTRACE_FAIL_FREEZE, /* references left when the count was to be frozen */
	MMTRACE_FAIL_COMPARE, /* the same at a comparison before that */
	MMTRACE_FAIL_EXTRA_REFS, /* not isolated: more references than mappings */
	MMTRACE_FAIL_NOT_ON_LRU, /* not isolated: not on an LRU list */
	MMTRACE_FAIL_NOT_ISOLATED, /* not isolated: left the list meanwhile */
	NR_MMTRACE_FAIL
};

/* page_history.kind: what changed the reference count; linux/page_ref.h has the functions. */
enum mmtrace_change {
	MMTRACE_REF_SET,
	MMTRACE_REF_MOD,
	MMTRACE_REF_MOD_AND_TEST,
	MMTRACE_REF_MOD_AND_RETURN,
	MMTRACE_REF_MOD_UNLESS,
	MMTRACE_REF_FREEZE,
	MMTRACE_REF_UNFREEZE,
	NR_MMTRACE_REF
};

/* lru_batch of unexpected_refcount and migrate_attempt: the per-CPU folio_batch; -1: none. */
enum mmtrace_batch {
	MMTRACE_BATCH_LRU_ADD,
	MMTRACE_BATCH_DEACTIVATE_FILE,
	MMTRACE_BATCH_DEACTIVATE,
	MMTRACE_BATCH_LAZYFREE,
	MMTRACE_BATCH_ACTIVATE,
	MMTRACE_BATCH_MOVE_TAIL,
	MMTRACE_BATCH_MLOCK,
	NR_MMTRACE_BATCH
};

/* migrate_attempt.stage: how far the attempt got. */
enum mmtrace_stage {
	MMTRACE_STAGE_UNMAP,
	MMTRACE_STAGE_MOVE,
	NR_MMTRACE_STAGE
};

#endif /* _LINUX_MMTRACE_ABI_H */
