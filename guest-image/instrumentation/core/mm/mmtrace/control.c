// SPDX-License-Identifier: GPL-2.0-only
/* The control files in /sys/kernel/debug/mmtrace/. */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/migrate_mode.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/page-flags.h>
#include <linux/seq_file.h>

#include "internal.h"

DEFINE_STATIC_KEY_FALSE(mmtrace_mig_window);
DEFINE_STATIC_KEY_FALSE(mmtrace_fa_hold);
DEFINE_STATIC_KEY_FALSE(mmtrace_wake_delay);

static DEFINE_MUTEX(control);

/* What the host cannot know of this kernel. */
static const struct {
	const char *name;
	int value;
} abi_lines[] = {
	{ MMTRACE_ABI_NUMBER, MMTRACE_ABI },
	{ MMTRACE_ABI_PAGE_LOCK, IS_ENABLED(CONFIG_MMTRACE_PAGE_LOCK) },
	{ MMTRACE_ABI_REFERENCES, IS_ENABLED(CONFIG_MMTRACE_REFERENCES) },
	{ MMTRACE_ABI_MIGRATION, IS_ENABLED(CONFIG_MMTRACE_MIGRATION) },
	{ MMTRACE_ABI_FAULT_PATH, IS_ENABLED(CONFIG_MMTRACE_FAULT_PATH) },
	{ MMTRACE_ABI_PG_LOCKED, PG_locked },
	{ MMTRACE_ABI_PG_WAITERS, PG_waiters },
	{ MMTRACE_ABI_PG_WRITEBACK, PG_writeback },
	{ MMTRACE_ABI_CONTIG_RANGE, MR_CONTIG_RANGE },
};

static int abi_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(abi_lines); i++)
		seq_printf(m, "%s %d\n", abi_lines[i].name, abi_lines[i].value);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(abi);

static int counters_show(struct seq_file *m, void *unused)
{
	mmtrace_counters_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static int stacks_show(struct seq_file *m, void *unused)
{
	mmtrace_stacks_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stacks);

static int holds_show(struct seq_file *m, void *unused)
{
	mmtrace_holds_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(holds);

static int level_set(void *unused, u64 level)
{
	int ret;

	if (level >= NR_MMTRACE_LEVEL)
		return -EINVAL;
	mutex_lock(&control);
	ret = mmtrace_level_set(level);
	mutex_unlock(&control);
	return ret;
}

static int level_get(void *unused, u64 *level)
{
	*level = mmtrace_level_get();
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(level_fops, level_get, level_set, "%llu\n");

/*
 * Amplifiers: delays that widen a race window. One sleeps, the others stand
 * under a spinlock or in an RCU section and spin, so they are kept short.
 */
struct amplifier {
	const char *name;
	struct static_key_false *key;
	u64 max_us;
	u64 us;
};

static struct amplifier mig_window = { MMTRACE_FILE_MIG_WINDOW, &mmtrace_mig_window, USEC_PER_SEC };
static struct amplifier fa_hold = { MMTRACE_FILE_FA_HOLD, &mmtrace_fa_hold, 2000 };
static struct amplifier wake_delay = { MMTRACE_FILE_WAKE_DELAY, &mmtrace_wake_delay, 2000 };

void __mmtrace_mig_window(void)
{
	fsleep(READ_ONCE(mig_window.us));
}

void __mmtrace_fa_hold(void)
{
	udelay(READ_ONCE(fa_hold.us));
}

void __mmtrace_wake_delay(void)
{
	udelay(READ_ONCE(wake_delay.us));
}

static int amplifier_set(void *data, u64 us)
{
	struct amplifier *amplifier = data;

	if (us > amplifier->max_us)
		return -EINVAL;
	mutex_lock(&control);
	WRITE_ONCE(amplifier->us, us);
	if (us)
		static_branch_enable(amplifier->key);
	else
		static_branch_disable(amplifier->key);
	mutex_unlock(&control);
	return 0;
}

static int amplifier_get(void *data, u64 *us)
{
	*us = ((struct amplifier *)data)->us;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(amplifier_fops, amplifier_get, amplifier_set, "%llu\n");

static void __init amplifier_init(struct dentry *dir, struct amplifier *amplifier)
{
	debugfs_create_file(amplifier->name, 0600, dir, amplifier, &amplifier_fops);
}

static int __init mmtrace_init(void)
{
	struct dentry *dir = debugfs_create_dir(MMTRACE_DIRECTORY, NULL);

	debugfs_create_file(MMTRACE_FILE_ABI, 0400, dir, NULL, &abi_fops);
	debugfs_create_file(MMTRACE_FILE_LEVEL, 0600, dir, NULL, &level_fops);
	debugfs_create_file(MMTRACE_FILE_STACKS, 0400, dir, NULL, &stacks_fops);
	debugfs_create_file(MMTRACE_FILE_HOLDS, 0400, dir, NULL, &holds_fops);
	debugfs_create_file(MMTRACE_FILE_COUNTERS, 0400, dir, NULL, &counters_fops);
	amplifier_init(dir, &mig_window);
	amplifier_init(dir, &fa_hold);
	amplifier_init(dir, &wake_delay);
	mmtrace_watch_init(dir);
	return 0;
}
late_initcall(mmtrace_init);
