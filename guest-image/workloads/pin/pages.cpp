// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/pages.h"

#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace folioscope::workloads {

Result<Pages> Pages::create(std::size_t count) {
  Pages pages;
  const std::size_t size = count * kStride;
  pages.file_.reset(::memfd_create("pin", MFD_CLOEXEC));
  if (!pages.file_) return errno_fault("create", "a memfd");
  if (::ftruncate(pages.file(), static_cast<off_t>(size)) != 0)
    return errno_fault("enlarge", "a memfd");
  TRY(pages.mapping_,
      Mapping::map(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, pages.file(), 0));
  return pages;
}

void Pages::touch(std::size_t page) const {
  *static_cast<volatile std::byte*>(address(page)) = std::byte{1};
}

Result<std::vector<int>> Mover::nodes(std::span<const std::byte* const> pages) const {
  std::vector<int> nodes(pages.size());
  if (::syscall(SYS_move_pages, process_, pages.size(), pages.data(), nullptr, nodes.data(), 0) !=
      0)
    return errno_fault("ask for", "the NUMA nodes of pages");
  return nodes;
}

Status Mover::move(std::span<const std::byte* const> pages, int node) const {
  const std::vector<int> targets(pages.size(), node);
  std::vector<int> unused(pages.size());
  // A positive result is the number of pages that stayed.
  if (::syscall(SYS_move_pages, process_, pages.size(), pages.data(), targets.data(), unused.data(),
                MPOL_MF_MOVE_ALL) >= 0) {
    return {};
  }
  Fault fault = errno_fault("move pages to", "NUMA node " + std::to_string(node));
  if (errno == ENODEV) fault.remedy = "give the guest two NUMA nodes with memory";
  return fault;
}

}  // namespace folioscope::workloads
