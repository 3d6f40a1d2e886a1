/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between the kernels that this code is compiled into. The
 * hooks in the kernels' own lines differ as well; they are patches.
 */
#ifndef __MM_MMTRACE_COMPAT_H
#define __MM_MMTRACE_COMPAT_H

#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)

static inline unsigned long mmtrace_folio_flags(const struct folio *folio)
{
	return folio->flags;
}

#else

static inline unsigned long mmtrace_folio_flags(const struct folio *folio)
{
	return folio->flags.f;
}

#endif

/* Bits of folio->mapping that say that it is no address_space. */
#ifdef FOLIO_MAPPING_FLAGS
#define MMTRACE_MAPPING_FLAGS FOLIO_MAPPING_FLAGS
#else
#define MMTRACE_MAPPING_FLAGS PAGE_MAPPING_FLAGS
#endif

/* A page that a driver moves: its mapping, if it has one, is no cache. */
static inline bool mmtrace_folio_movable(struct folio *folio)
{
#ifdef PAGE_MAPPING_MOVABLE
	return __folio_test_movable(folio);
#else
	return page_has_movable_ops(&folio->page);
#endif
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)

/* Of all of the folio's pages; walks them where it is large. */
static inline int mmtrace_folio_mapcount(struct folio *folio)
{
	return total_mapcount(&folio->page);
}

/* What a lock can afford: of a large folio, as a whole only. */
static inline int mmtrace_mapcount_at_lock(struct folio *folio)
{
	return atomic_read(folio_test_large(folio) ? folio_mapcount_ptr(folio) :
						     &folio->_mapcount) +
	       1;
}

static inline int mmtrace_page_mapcount(struct page *page)
{
	return page_mapcount(page);
}

#else

static inline int mmtrace_folio_mapcount(struct folio *folio)
{
	return folio_mapcount(folio);
}

static inline int mmtrace_mapcount_at_lock(struct folio *folio)
{
	return folio_mapcount(folio);
}

/* A tail page has none of its own. */
static inline int mmtrace_page_mapcount(struct page *page)
{
	return PageTail(page) ? 0 : folio_mapcount((struct folio *)page);
}

#endif

#endif /* __MM_MMTRACE_COMPAT_H */
