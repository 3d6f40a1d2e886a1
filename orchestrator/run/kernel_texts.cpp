// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/kernel_texts.h"

#include <algorithm>

#include "sys/files.h"

namespace folioscope::run {
namespace {

// A mailbox of a long thread has a few MiB; more is no patch to be read.
constexpr std::size_t kMostPatch = std::size_t{16} << 20;

// Of a kernel that is loaded where chance has it, addresses have no names.
Status store_texts_of(store::Writer& writer, const kbuild::Kernel& kernel) {
  TRY(const std::string config, sys::read_file(kernel.config));
  TRY_STATUS(writer.store_config(kernel.hash, config));
  if (config.find("\nCONFIG_RANDOMIZE_BASE=y") != config.npos) return {};
  TRY(const std::string map, sys::read_file(kernel.system_map));
  return writer.store_symbols(kernel.hash, map);
}

// By what its row says was applied.
Status store_patches_of(store::Writer& writer, const spec::Spec& spec,
                        const VariantKernel& kernel) {
  for (const std::string& file : patch_files(spec, {kernel.variant, kernel.base})) {
    const auto text = sys::read_file(file);
    if (!text.ok() || text->size() > kMostPatch) continue;
    const std::string hash = sys::sha256(*text);
    if (std::ranges::find(kernel.row.patches, hash, &store::PatchRow::sha256) ==
        kernel.row.patches.end())
      continue;
    TRY_STATUS(writer.store_patch(hash, *text));
  }
  if (kernel.kernel)
    for (const kbuild::Undone& undone : kernel.kernel->undone)
      TRY_STATUS(writer.store_patch(sys::sha256(undone.patch), undone.patch));
  return {};
}

}  // namespace

Status store_kernel_texts(store::Writer& writer, const spec::Spec& spec,
                          const std::vector<VariantKernel>& kernels) {
  for (const VariantKernel& kernel : kernels) {
    TRY_STATUS(store_patches_of(writer, spec, kernel));
    if (kernel.kernel) TRY_STATUS(store_texts_of(writer, *kernel.kernel));
  }
  return {};
}

}  // namespace folioscope::run
