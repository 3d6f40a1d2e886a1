// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: bytes as a trace.dat. What is read of it is bounded, and its boots add up.
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/limits.h"
#include "imports/trace_boot.h"
#include "imports/trace_file.h"
#include "testing/fuzz.h"
#include "testing/fuzz_file.h"

using namespace folioscope;
using fuzz::check;

namespace {

void check_fault(const Fault& fault) {
  check(fault.domain == FaultDomain::User || fault.domain == FaultDomain::Guest);
  check(!fault.what.empty());
}

void check_boot(const imports::TraceBoot& made) {
  std::int64_t stored = 0;
  for (const store::CpuAccounting& cpu : made.boot.record.cpu_accounting) {
    check(cpu.produced == cpu.stored + cpu.lost());
    stored += cpu.stored;
  }
  check(stored == made.events && made.lost >= 0);
  while (true) {
    const auto chunk = made.boot.chunks();
    check(chunk.ok());  // it was read before
    if (!*chunk) break;
    check((*chunk)->cpu >= 0 && (*chunk)->cpu < limits::kCpus);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path = fuzz::scratch_file("trace");
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  auto opened = imports::InputFile::open(path);
  check(opened.ok());
  std::filesystem::remove(path);
  const auto file = std::make_shared<const imports::InputFile>(*std::move(opened));
  const auto trace = imports::read_trace_file(*file);
  if (!trace) {
    check_fault(trace.fault());
    return 0;
  }
  for (const imports::TraceBuffer& buffer : trace->buffers) {
    const auto made = imports::boot_of(file, *trace, buffer, {.variant = "v"});
    if (made)
      check_boot(*made);
    else
      check_fault(made.fault());
  }
  return 0;
}
