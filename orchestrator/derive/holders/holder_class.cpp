// SPDX-License-Identifier: GPL-3.0-or-later
// The tables are long because the kernel's list of such functions is.
#include "derive/holders/holder_class.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace folioscope::derive {
namespace {

using enum HolderClass;
using Lock = LockClass;

template <class Class>
struct Rule {
  std::string_view function;
  Class means;
};

constexpr Rule<Lock> kLockRules[] = {
    // mm/migrate.c, mm/compaction.c, mm/page_alloc.c
    {"migrate_pages", Lock::Migration},
    {"migrate_pages_batch", Lock::Migration},
    {"migrate_folio_unmap", Lock::Migration},
    {"unmap_and_move", Lock::Migration},
    {"__unmap_and_move", Lock::Migration},
    {"migrate_vma_setup", Lock::Migration},
    {"migrate_device_range", Lock::Migration},
    {"isolate_movable_page", Lock::Migration},
    {"compact_zone", Lock::Migration},
    {"__alloc_contig_migrate_range", Lock::Migration},
    {"alloc_contig_frozen_range_noprof", Lock::Migration},
    {"migrate_folios_move", Lock::Migration},
    // mm/memory.c, mm/filemap.c, mm/hugetlb.c, mm/swap_state.c
    {"next_uptodate_page", Lock::Fault},
    {"next_uptodate_folio", Lock::Fault},
    {"filemap_map_pages", Lock::Fault},
    {"filemap_fault", Lock::Fault},
    {"filemap_page_mkwrite", Lock::Fault},
    {"ext4_page_mkwrite", Lock::Fault},
    {"block_page_mkwrite", Lock::Fault},
    {"shmem_fault", Lock::Fault},
    {"hugetlb_fault", Lock::Fault},
    {"hugetlb_no_page", Lock::Fault},
    {"hugetlb_wp", Lock::Fault},
    {"do_swap_page", Lock::Fault},
    {"do_wp_page", Lock::Fault},
    {"do_fault", Lock::Fault},
    {"do_read_fault", Lock::Fault},
    {"do_cow_fault", Lock::Fault},
    {"do_shared_fault", Lock::Fault},
    {"do_page_mkwrite", Lock::Fault},
    {"fault_dirty_shared_page", Lock::Fault},
    {"do_huge_pmd_wp_page", Lock::Fault},
    {"__handle_mm_fault", Lock::Fault},
    {"handle_mm_fault", Lock::Fault},
    // mm/readahead.c, mm/filemap.c, fs/mpage.c
    {"page_cache_ra_unbounded", Lock::ReadIo},
    {"page_cache_ra_order", Lock::ReadIo},
    {"readahead_expand", Lock::ReadIo},
    {"read_pages", Lock::ReadIo},
    {"ondemand_readahead", Lock::ReadIo},
    {"force_page_cache_ra", Lock::ReadIo},
    {"page_cache_sync_ra", Lock::ReadIo},
    {"page_cache_async_ra", Lock::ReadIo},
    {"filemap_create_folio", Lock::ReadIo},
    {"filemap_update_page", Lock::ReadIo},
    {"filemap_get_pages", Lock::ReadIo},
    {"filemap_read", Lock::ReadIo},
    {"do_read_cache_folio", Lock::ReadIo},
    {"filemap_read_folio", Lock::ReadIo},
    {"filemap_splice_read", Lock::ReadIo},
    {"generic_file_splice_read", Lock::ReadIo},
    {"shmem_file_read_iter", Lock::ReadIo},
    {"shmem_read_mapping_page_gfp", Lock::ReadIo},
    {"__read_swap_cache_async", Lock::ReadIo},
    {"read_swap_cache_async", Lock::ReadIo},
    {"swapin_readahead", Lock::ReadIo},
    {"swap_cluster_readahead", Lock::ReadIo},
    {"swap_cache_alloc_folio", Lock::ReadIo},
    {"swapin_sync", Lock::ReadIo},
    {"__getblk_gfp", Lock::ReadIo},
    {"__bread_gfp", Lock::ReadIo},
    // writing into the cache, and from it to the disk
    {"generic_perform_write", Lock::Write},
    {"iomap_file_buffered_write", Lock::Write},
    {"iomap_write_begin", Lock::Write},
    {"ext4_write_begin", Lock::Write},
    {"ext4_da_write_begin", Lock::Write},
    {"block_write_begin", Lock::Write},
    {"simple_write_begin", Lock::Write},
    {"shmem_write_begin", Lock::Write},
    {"write_cache_pages", Lock::Write},
    {"writeback_iter", Lock::Write},
    {"ext4_writepages", Lock::Write},
    {"mpage_prepare_extent_to_map", Lock::Write},
    {"mpage_process_page_bufs", Lock::Write},
    {"mpage_writepages", Lock::Write},
    {"iomap_writepages", Lock::Write},
    {"do_writepages", Lock::Write},
    {"writeback_sb_inodes", Lock::Write},
    // mm/vmscan.c, mm/swapfile.c, mm/madvise.c
    {"shrink_folio_list", Lock::Reclaim},
    {"shrink_page_list", Lock::Reclaim},
    {"shrink_active_list", Lock::Reclaim},
    {"shrink_lruvec", Lock::Reclaim},
    {"shrink_node", Lock::Reclaim},
    {"evict_folios", Lock::Reclaim},
    {"reclaim_pages", Lock::Reclaim},
    {"reclaim_clean_pages_from_list", Lock::Reclaim},
    {"folio_referenced", Lock::Reclaim},
    {"free_swap_cache", Lock::Reclaim},
    {"free_folio_and_swap_cache", Lock::Reclaim},
    {"free_page_and_swap_cache", Lock::Reclaim},
    {"free_swap_and_cache", Lock::Reclaim},
    {"__try_to_reclaim_swap", Lock::Reclaim},
    {"madvise_cold_or_pageout_pte_range", Lock::Reclaim},
    {"madvise_free_pte_range", Lock::Reclaim},
    // mm/truncate.c, mm/shmem.c
    {"truncate_inode_pages_range", Lock::Truncate},
    {"truncate_inode_partial_folio", Lock::Truncate},
    {"truncate_pagecache", Lock::Truncate},
    {"find_lock_entries", Lock::Truncate},
    {"invalidate_mapping_pages", Lock::Truncate},
    {"invalidate_mapping_pagevec", Lock::Truncate},
    {"mapping_try_invalidate", Lock::Truncate},
    {"invalidate_inode_pages2_range", Lock::Truncate},
    {"shmem_undo_range", Lock::Truncate},
    {"remove_inode_hugepages", Lock::Truncate},
    // mm/huge_memory.c
    {"__split_huge_page", Lock::Split},
    {"split_huge_page_to_list", Lock::Split},
    {"split_huge_page_to_list_to_order", Lock::Split},
    {"__split_huge_page_to_list_to_order", Lock::Split},
    {"__folio_split", Lock::Split},
    {"folio_split_unmapped", Lock::Split},
    {"deferred_split_scan", Lock::Split},
    {"split_huge_pages_write", Lock::Split},
};

constexpr Rule<HolderClass> kHolderRules[] = {
    // mm/swap.c (since 7.x mm/folio.c), mm/mlock.c: into a batch, and out of it
    {"folio_add_lru", LruBatch},
    {"folio_add_lru_vma", LruBatch},
    {"lru_cache_add", LruBatch},
    {"lru_cache_add_inactive_or_unevictable", LruBatch},
    {"folio_activate", LruBatch},
    {"deactivate_file_folio", LruBatch},
    {"deactivate_page", LruBatch},
    {"folio_deactivate", LruBatch},
    {"mark_page_lazyfree", LruBatch},
    {"folio_mark_lazyfree", LruBatch},
    {"folio_rotate_reclaimable", LruBatch},
    {"folio_batch_add_and_move", LruBatch},
    {"__folio_batch_add_and_move", LruBatch},
    {"mlock_folio", LruBatch},
    {"mlock_new_page", LruBatch},
    {"mlock_new_folio", LruBatch},
    {"munlock_page", LruBatch},
    {"munlock_folio", LruBatch},
    {"mlock_pagevec", LruBatch},
    {"mlock_folio_batch", LruBatch},
    {"mlock_page_drain_local", LruBatch},
    {"mlock_drain_local", LruBatch},
    {"folio_batch_move_lru", LruBatch},
    {"lru_add_drain_cpu", LruBatch},
    {"lru_add_drain", LruBatch},
    {"lru_add_drain_per_cpu", LruBatch},
    // mm/gup.c, lib/iov_iter.c, fs/splice.c, block/bio.c
    {"try_grab_folio", Gup},
    {"try_grab_page", Gup},
    {"try_grab_folio_fast", Gup},
    {"follow_page_pte", Gup},
    {"follow_page_mask", Gup},
    {"internal_get_user_pages_fast", Gup},
    {"gup_fast_fallback", Gup},
    {"gup_pte_range", Gup},
    {"gup_fast_pte_range", Gup},
    {"__get_user_pages", Gup},
    {"__iov_iter_get_pages_alloc", Gup},
    {"iov_iter_get_pages2", Gup},
    {"iov_iter_get_pages_alloc2", Gup},
    {"iov_iter_extract_pages", Gup},
    {"__do_sys_vmsplice", Gup},
    {"get_user_pages_fast", Gup},
    {"pin_user_pages_fast", Gup},
    {"gup_put_folio", Gup},
    {"unpin_user_page", Gup},
    {"unpin_user_pages", Gup},
    {"unpin_user_folio", Gup},
    {"unpin_user_pages_dirty_lock", Gup},
    {"__bio_release_pages", Gup},
    {"bio_release_page", Gup},
    {"bio_check_pages_dirty", Gup},
    {"bio_dirty_fn", Gup},
    {"bio_iov_iter_get_pages", Gup},
    {"generic_pipe_buf_get", Gup},
    {"generic_pipe_buf_release", Gup},
    {"page_cache_pipe_buf_release", Gup},
    {"user_page_pipe_buf_try_steal", Gup},
    {"__access_remote_vm", Gup},
    {"process_vm_rw", Gup},
    {"process_vm_rw_core", Gup},
    {"io_sqe_buffer_register", Gup},
    {"io_buffer_unmap", Gup},
    // mm/filemap.c, lib/iov_iter.c (6.1): pages of a file into a pipe; copies to anywhere else take
    // no reference
    {"splice_folio_into_pipe", Pipe},
    {"copy_page_to_iter", Pipe},
    {"copy_page_to_iter_pipe", Pipe},
    // fs/buffer.c: lookups; what the buffers of a page hold themselves is expected
    {"__find_get_block_slow", BufferHead},
    {"__find_get_block", BufferHead},
    {"__find_get_block_nonatomic", BufferHead},
    {"find_get_block_common", BufferHead},
    {"__getblk_slow", BufferHead},
    {"grow_dev_page", BufferHead},
    {"__getblk_gfp", BufferHead},
    {"bdev_getblk", BufferHead},
    {"create_empty_buffers", PageCache},
    {"create_page_buffers", PageCache},
    {"folio_create_empty_buffers", PageCache},
    {"try_to_free_buffers", PageCache},
    {"drop_buffers", PageCache},
    {"iomap_page_create", PageCache},
    {"iomap_page_release", PageCache},
    // the page cache's own
    {"__filemap_add_folio", PageCache},
    {"shmem_add_to_page_cache", PageCache},
    {"add_to_swap_cache", PageCache},
    {"__swap_cache_add_folio", PageCache},
    {"__swap_cache_del_folio", PageCache},
    {"delete_from_swap_cache", PageCache},
    {"filemap_free_folio", PageCache},
    {"filemap_remove_folio", PageCache},
    {"delete_from_page_cache_batch", PageCache},
    {"__remove_mapping", PageCache},
    {"folio_migrate_mapping", PageCache},
    {"__folio_migrate_mapping", PageCache},
    {"__buffer_migrate_folio", PageCache},
    {"filemap_migrate_folio", PageCache},
    {"replace_page_cache_page", PageCache},
    {"replace_page_cache_folio", PageCache},
    // faults
    {"next_uptodate_page", FaultAround},
    {"next_uptodate_folio", FaultAround},
    {"filemap_map_pages", FaultAround},
    {"filemap_map_pmd", FaultAround},
    {"filemap_fault", Fault},
    {"filemap_page_mkwrite", Fault},
    {"shmem_fault", Fault},
    {"hugetlb_fault", Fault},
    {"do_swap_page", Fault},
    {"do_wp_page", Fault},
    {"wp_page_copy", Fault},
    {"do_page_mkwrite", Fault},
    {"do_huge_pmd_numa_page", Fault},
    {"migration_entry_wait_on_locked", Fault},
    {"softleaf_entry_wait_on_locked", Fault},
    {"migration_entry_wait", Fault},
    {"pmd_migration_entry_wait", Fault},
    {"__migration_entry_wait", Fault},
    {"do_anonymous_page", Fault},
    {"__handle_mm_fault", Fault},
    {"handle_mm_fault", Fault},
    // page tables
    {"copy_page_range", PageTable},
    {"copy_huge_pmd", PageTable},
    {"remove_migration_pte", PageTable},
    {"vm_insert_page", PageTable},
    {"unmap_page_range", PageTable},
    {"zap_pte_range", PageTable},
    {"unmap_vmas", PageTable},
    {"__zap_vma_range", PageTable},
    {"zap_vma_range_batched", PageTable},
    {"try_to_unmap_one", PageTable},
    {"try_to_migrate_one", PageTable},
    {"tlb_batch_pages_flush", PageTable},
    {"tlb_flush_mmu", PageTable},
    {"tlb_finish_mmu", PageTable},
    {"free_pages_and_swap_cache", PageTable},
    // reading
    {"page_cache_ra_unbounded", Readahead},
    {"page_cache_ra_order", Readahead},
    {"read_pages", Readahead},
    {"ondemand_readahead", Readahead},
    {"force_page_cache_ra", Readahead},
    {"readahead_expand", Readahead},
    {"page_cache_sync_ra", Readahead},
    {"page_cache_async_ra", Readahead},
    {"mpage_readahead", Readahead},
    {"ext4_mpage_readpages", Readahead},
    {"swapin_readahead", Readahead},
    {"swap_cluster_readahead", Readahead},
    {"__read_swap_cache_async", Readahead},
    {"swap_cache_alloc_folio", Readahead},
    {"swapin_sync", Readahead},
    {"filemap_get_read_batch", Read},
    {"filemap_get_pages", Read},
    {"filemap_read", Read},
    {"generic_file_read_iter", Read},
    {"shmem_file_read_iter", Read},
    {"do_read_cache_folio", Read},
    {"mapping_seek_hole_data", Read},
    {"mincore_pte_range", Read},
    // writing
    {"generic_perform_write", Write},
    {"iomap_file_buffered_write", Write},
    {"iomap_write_begin", Write},
    {"ext4_write_begin", Write},
    {"ext4_write_end", Write},
    {"ext4_da_write_begin", Write},
    {"ext4_da_write_end", Write},
    {"block_write_begin", Write},
    {"simple_write_begin", Write},
    {"simple_write_end", Write},
    {"shmem_write_begin", Write},
    {"shmem_write_end", Write},
    {"write_cache_pages", Writeback},
    {"writeback_iter", Writeback},
    {"ext4_writepages", Writeback},
    {"mpage_prepare_extent_to_map", Writeback},
    {"mpage_writepages", Writeback},
    {"iomap_writepages", Writeback},
    {"do_writepages", Writeback},
    {"folio_end_writeback", Writeback},
    {"__filemap_fdatawait_range", Writeback},
    {"filemap_fdatawait_range", Writeback},
    {"writeback_sb_inodes", Writeback},
    // mm/vmscan.c
    {"isolate_lru_folios", Reclaim},
    {"shrink_folio_list", Reclaim},
    {"shrink_inactive_list", Reclaim},
    {"shrink_active_list", Reclaim},
    {"move_folios_to_lru", Reclaim},
    {"shrink_lruvec", Reclaim},
    {"reclaim_pages", Reclaim},
    {"reclaim_clean_pages_from_list", Reclaim},
    {"madvise_cold_or_pageout_pte_range", Reclaim},
    {"madvise_free_pte_range", Reclaim},
    {"folio_referenced", Reclaim},
    // moving pages: isolation and putting back
    {"isolate_migratepages_block", Migration},
    {"isolate_migratepages_range", Migration},
    {"isolate_movable_page", Migration},
    {"isolate_lru_page", Migration},
    {"folio_isolate_lru", Migration},
    {"putback_movable_pages", Migration},
    {"putback_lru_page", Migration},
    {"folio_putback_lru", Migration},
    {"migrate_pages", Migration},
    {"migrate_pages_batch", Migration},
    {"alloc_contig_range", Migration},
    {"alloc_contig_frozen_range_noprof", Migration},
    {"isolate_movable_ops_page", Migration},
    {"compact_zone", Migration},
    {"offline_pages", Migration},
    // mm/truncate.c, mm/shmem.c, mm/huge_memory.c
    {"truncate_inode_pages_range", Truncate},
    {"truncate_inode_partial_folio", Truncate},
    {"find_lock_entries", Truncate},
    {"invalidate_mapping_pages", Truncate},
    {"invalidate_mapping_pagevec", Truncate},
    {"mapping_try_invalidate", Truncate},
    {"invalidate_inode_pages2_range", Truncate},
    {"shmem_undo_range", Truncate},
    {"remove_inode_hugepages", Truncate},
};

template <class Class, std::size_t Size>
std::unordered_map<std::string_view, Class> index(const Rule<Class> (&rules)[Size]) {
  std::unordered_map<std::string_view, Class> by_name;
  for (const auto& rule : rules) by_name.emplace(rule.function, rule.means);
  return by_name;
}

template <class Class>
Class innermost(const std::unordered_map<std::string_view, Class>& rules,
                std::span<const std::string_view> frames, Class otherwise) {
  for (const std::string_view frame : frames)
    if (const auto rule = rules.find(frame); rule != rules.end()) return rule->second;
  return otherwise;
}

// The reference with which a page was looked up and the pipe's are of one task, and the guest keeps
// either: what a splice takes is on its way into a pipe.
bool is_splice(std::span<const std::string_view> frames) {
  constexpr std::string_view kSplices[] = {"generic_file_splice_read", "filemap_splice_read",
                                           "shmem_file_splice_read", "do_splice_to",
                                           "splice_file_to_pipe"};
  return std::ranges::any_of(frames, [&](std::string_view frame) {
    return std::ranges::find(kSplices, frame) != std::end(kSplices);
  });
}

}  // namespace

LockClass lock_class_of(std::span<const std::string_view> frames) {
  static const auto rules = index(kLockRules);
  return innermost(rules, frames, LockClass::Other);
}

HolderClass holder_class_of(std::span<const std::string_view> frames) {
  static const auto rules = index(kHolderRules);
  const HolderClass holder_class = innermost(rules, frames, Unknown);
  const bool looked_up = holder_class == Read || holder_class == Unknown;
  return looked_up && is_splice(frames) ? Pipe : holder_class;
}

bool may_end(HolderClass put, HolderClass get) { return put == get || (put == Gup && get == Pipe); }

bool ends_anywhere(HolderClass holder_class) {
  switch (holder_class) {
    case LruBatch:
    case Gup:
    case Pipe:
    case PageCache:
    case PageTable:
    case Readahead:
    case Writeback:
      return true;
    default:
      return false;
  }
}

}  // namespace folioscope::derive
