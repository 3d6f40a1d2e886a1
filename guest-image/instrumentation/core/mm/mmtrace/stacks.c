// SPDX-License-Identifier: GPL-2.0-only
/* A table of call stacks: each gets a number, which events and histograms carry. */
#include <linux/atomic.h>
#include <linux/jhash.h>
#include <linux/minmax.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <linux/stacktrace.h>
#include <linux/vmalloc.h>

#include <asm/sections.h>

#include "internal.h"

/*
 * An open hash table that only grows. A slot is claimed by its hash and valid
 * once its length is there. Who finds a slot claimed but not yet valid cannot
 * wait for it, the claimant may be what it interrupted: it goes on to the next
 * slot, and at worst a stack has two ids.
 */
#define STACK_FRAMES 8
#define STACK_PROBES 64
#define STACK_SKIPPED 6 /* frames saved to be dropped again, at most */

struct stack_slot {
	u32 hash;
	u32 nr;
	u32 frames[STACK_FRAMES];
};

static struct stack_slot *stack_slots;

static u32 stack_id(const u32 *frames, unsigned int nr)
{
	u32 hash = jhash2(frames, nr, nr) | 1;
	unsigned int i;

	for (i = 0; i < STACK_PROBES; i++) {
		u32 at = (hash / 2 + i) % MMTRACE_STACKS;
		struct stack_slot *slot = &stack_slots[at];
		u32 found = READ_ONCE(slot->hash);

		if (!found) {
			found = cmpxchg(&slot->hash, 0, hash);
			if (!found) {
				memcpy(slot->frames, frames, nr * sizeof(*frames));
				/* Whoever sees the length sees the frames. */
				smp_store_release(&slot->nr, nr);
				return at + 1;
			}
		}
		/* Pairs with the release above. */
		if (found == hash && smp_load_acquire(&slot->nr) == nr &&
		    !memcmp(slot->frames, frames, nr * sizeof(*frames)))
			return at + 1;
	}
	mmtrace_count(MMTRACE_STACKS_FULL, 1);
	return 0;
}

/*
 * Return addresses by frame pointers, as long as they stay on the task's stack
 * and up to an interrupt, whose frame pointer is odd. Several times cheaper
 * than the unwinder. 0: there are none, or this is another stack.
 */
static __always_inline unsigned int frames_walk(unsigned long *entries, unsigned int size,
						unsigned int skip)
{
	unsigned long frame = (unsigned long)__builtin_frame_address(0);
	unsigned long low = (unsigned long)task_stack_page(current);
	unsigned long high = low + THREAD_SIZE - 2 * sizeof(unsigned long);
	unsigned int nr = 0;

	if (!IS_ENABLED(CONFIG_X86_64) || !IS_ENABLED(CONFIG_FRAME_POINTER))
		return 0;
	while (nr < size && frame >= low && frame <= high && !(frame & 7)) {
		const unsigned long *at = (const unsigned long *)frame;

		if (skip)
			skip--;
		else
			entries[nr++] = at[1];
		if (at[0] <= frame)
			break;
		frame = at[0];
	}
	return nr;
}

/* No function that is to be dropped from a stack is larger than this. */
#define BELOW_BYTES 256

noinline u32 mmtrace_stack(unsigned int skip, const void *below)
{
	unsigned long entries[STACK_FRAMES + STACK_SKIPPED];
	u32 frames[STACK_FRAMES];
	unsigned int i, nr, from = 0;

	/* An event named on the command line is on before memory is. */
	if (!stack_slots)
		return 0;
	nr = frames_walk(entries, ARRAY_SIZE(entries), skip + 1);
	if (!nr)
		nr = stack_trace_save(entries, ARRAY_SIZE(entries), skip + 2);
	for (i = 0; below && i < nr && i < STACK_SKIPPED; i++)
		if (entries[i] - (unsigned long)below < BELOW_BYTES)
			from = i + 1;
	nr = min_t(unsigned int, nr - from, STACK_FRAMES);
	if (!nr)
		return 0;
	for (i = 0; i < nr; i++)
		frames[i] = entries[from + i] - (unsigned long)_stext;
	return stack_id(frames, nr);
}

void mmtrace_stacks_show(struct seq_file *m)
{
	unsigned int i, j, nr;

	for (i = 0; stack_slots && i < MMTRACE_STACKS; i++) {
		/* Pairs with the release in stack_id(). */
		nr = smp_load_acquire(&stack_slots[i].nr);
		if (!nr)
			continue;
		seq_printf(m, "%u", i + 1);
		for (j = 0; j < nr; j++)
			seq_printf(m, " %x", stack_slots[i].frames[j]);
		seq_putc(m, '\n');
	}
}

static int __init mmtrace_stacks_init(void)
{
	stack_slots = vzalloc(array_size(MMTRACE_STACKS, sizeof(*stack_slots)));
	return stack_slots ? 0 : -ENOMEM;
}

early_initcall(mmtrace_stacks_init);
