// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/kernel_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/temp_dir.h"

namespace folioscope::run {
namespace {

using EventKind = spec::EventRequest::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kStock =
    "1 T folio_unlock\n"
    "2 t finish_task_switch.isra.0\n"
    "3 d str__cma__trace_system_name\n"
    "4 D __tracepoint_cma_alloc_start\n"
    "5 D __tracepoint_cma_alloc_finish\n";
constexpr const char* kPatched =
    "6 D __tracepoint_cma_new\n"
    "7 T folio_new\n";

class KernelEvents : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& map) {
    const std::filesystem::path file = temp_.path() / name;
    std::ofstream(file) << map;
    VariantKernel kernel;
    kernel.row.name = name;
    kernel.kernel.emplace().system_map = file;
    kernels_.push_back(std::move(kernel));
  }

  Status find() {
    return find_lacking(spec_, kernels_, [&](std::string text) { said_.push_back(text); });
  }

  Fault refusal_of(spec::EventRequest request) {
    spec_.events = {std::move(request)};
    const Status status = find();
    return status.ok() ? Fault{} : status.fault();
  }

  void SetUp() override {
    add("stock", kStock);
    add("patched", std::string(kStock) + kPatched);
  }

  TempDir temp_ = *TempDir::create("kernel-events");
  spec::Spec spec_;
  std::vector<VariantKernel> kernels_;
  std::vector<std::string> said_;
};

TEST_F(KernelEvents, WhatOnlyThePatchedKernelHasIsAskedOfItAlone) {
  spec_.events = {{EventKind::Tracepoint, {"cma", "cma_alloc_start"}},
                  {EventKind::Tracepoint, {"cma", "cma_new"}},
                  {EventKind::Kprobe, {"folioscope", "new"}, {"folio_new+0x4"}},
                  {EventKind::Kprobe, {"folioscope", "either"}, {"folio_new", "folio_unlock"}}};
  spec_.histograms = {{{"cma", "cma_new"}, {"stacktrace"}, {}, "", 0}};
  ASSERT_TRUE(find().ok());
  EXPECT_THAT(kernels_[0].lacking.events, ElementsAre(1, 2));
  EXPECT_THAT(kernels_[0].lacking.histograms, ElementsAre(0));
  EXPECT_THAT(kernels_[1].lacking.events, IsEmpty());
  EXPECT_THAT(kernels_[0].row.notes, testing::Contains(HasSubstr("has no tracepoint cma:cma_new")));
  EXPECT_THAT(said_, testing::Contains(HasSubstr("kernel stock: has no function folio_new+0x4")));
}

TEST_F(KernelEvents, AWindowNeedsBothItsEnds) {
  spec_.events = {{EventKind::Tracepoint,
                   {"cma", "cma_alloc_finish"},
                   {},
                   "",
                   "",
                   spec::Window{{"cma", "cma_new"}, {"cma", "cma_alloc_start"}}}};
  ASSERT_TRUE(find().ok());
  EXPECT_THAT(kernels_[0].lacking.events, ElementsAre(0));
}

TEST_F(KernelEvents, WhatNoKernelHasIsRefusedWithWhatMayHaveBeenMeant) {
  const Fault renamed =
      refusal_of({EventKind::Kprobe, {"folioscope", "a"}, {"finish_task_switch"}});
  EXPECT_EQ(renamed.domain, FaultDomain::User);
  EXPECT_THAT(renamed.remedy, HasSubstr("finish_task_switch.isra.0"));
  EXPECT_THAT(refusal_of({EventKind::Kprobe, {"folioscope", "a"}, {"folio_unlok"}}).remedy,
              HasSubstr("`folio_unlock`"));
  EXPECT_THAT(refusal_of({EventKind::Kprobe, {"folioscope", "a"}, {"xyzzy"}}).remedy,
              HasSubstr("inlined"));
  EXPECT_THAT(refusal_of({EventKind::Tracepoint, {"cma", "cma_aloc_start"}}).remedy,
              HasSubstr("`cma_alloc_start`"));
  EXPECT_THAT(refusal_of({EventKind::Tracepoint, {"cna", "*"}}).remedy, HasSubstr("`cma`"));
}

TEST_F(KernelEvents, WithoutEventsNothingIsMissed) {
  spec_.observe = {spec::Observe::Counters};
  EXPECT_TRUE(refusal_of({EventKind::Tracepoint, {"no", "such"}}).what.empty());
}

}  // namespace
}  // namespace folioscope::run
