// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any text as a System.map, to each of those who read one. A function that is named is
// a name of the text, and what a kernel can be asked for is sorted and there once.
#include <algorithm>
#include <functional>
#include <string>

#include "derive/symbols.h"
#include "kbuild/kernel_symbols.h"
#include "store/kernel_symbols.h"
#include "testing/fuzz.h"

using namespace folioscope;
using fuzz::check;

namespace {

void check_sorted(const std::vector<std::string>& names) {
  check(std::ranges::adjacent_find(names, std::ranges::greater_equal()) == names.end());
}

void check_functions(std::string_view text) {
  const auto symbols = derive::Symbols::parse({text, "kernel"}, "kernel");
  if (!symbols) {
    check(symbols.fault().domain == FaultDomain::User);
    return;
  }
  for (std::uint64_t offset = 0; offset < 300; offset += 7)
    check(text.find(symbols->function(offset)) != text.npos);
  (void)symbols->function(~std::uint64_t{0});
}

void check_kernel_symbols(std::string_view text) {
  const kbuild::KernelSymbols symbols = kbuild::symbols_of(text);
  check_sorted(symbols.functions);
  check_sorted(symbols.events);
  check_sorted(symbols.systems);
  for (const std::string& name : symbols.functions) check(symbols.has_function(name));
  (void)symbols.clones_of("filemap_fault");
}

void check_names(std::string_view text) {
  const store::SymbolTable table{std::string(text)};
  for (const std::uint64_t address : {std::uint64_t{0}, std::uint64_t{0xffffffff81000045},
                                      std::uint64_t{0xffffffff81000091}, ~std::uint64_t{0}})
    if (const auto name = table.name_at(address)) check(!name->empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text({data, size});
  check_functions(text);
  check_kernel_symbols(text);
  check_names(text);
  return 0;
}
