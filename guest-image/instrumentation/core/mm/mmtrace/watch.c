// SPDX-License-Identifier: GPL-2.0-only
/* The control file that says which pages' histories are kept. */
#include <linux/cma.h>
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "internal.h"

#ifdef CONFIG_CMA
struct span {
	unsigned long first;
	unsigned long end;
};

static int span_add(struct cma *cma, void *data)
{
	unsigned long first = PHYS_PFN(cma_get_base(cma));
	struct span *span = data;

	span->first = min(span->first, first);
	span->end = max(span->end, first + (cma_get_size(cma) >> PAGE_SHIFT));
	return 0;
}

/* One range from the first area to the last. */
static int watch_cma(void)
{
	struct span span = { .first = ULONG_MAX };

	cma_for_each_area(span_add, &span);
	return span.end ? mmtrace_watch_set(span.first, span.end - span.first) : -ENOENT;
}
#else
static int watch_cma(void)
{
	return -ENOENT;
}
#endif

static ssize_t watch_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	unsigned long first, count;
	char text[64] = {};
	int ret;

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, len))
		return -EFAULT;
	if (sysfs_streq(text, "cma"))
		ret = watch_cma();
	else if (sscanf(text, "%li %li", &first, &count) == 2)
		ret = mmtrace_watch_set(first, count);
	else
		ret = -EINVAL;
	return ret ?: len;
}

static int watch_show(struct seq_file *m, void *unused)
{
	unsigned long first, count;

	mmtrace_watch_get(&first, &count);
	seq_printf(m, "%lu %lu\n", first, count);
	return 0;
}

static int watch_open(struct inode *inode, struct file *file)
{
	return single_open(file, watch_show, NULL);
}

static const struct file_operations watch_fops = {
	.owner = THIS_MODULE,
	.open = watch_open,
	.read = seq_read,
	.write = watch_write,
	.llseek = seq_lseek,
	.release = single_release,
};

void __init mmtrace_watch_init(struct dentry *dir)
{
	debugfs_create_file(MMTRACE_FILE_WATCH, 0600, dir, NULL, &watch_fops);
}
