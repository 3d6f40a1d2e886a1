// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bisect_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/bisect_step.h"
#include "app/predict.h"
#include "plan/describe.h"
#include "query/open_run.h"
#include "run/kernels.h"

namespace folioscope::app {
namespace fs = std::filesystem;
namespace {

// A look earlier finds only what is larger than anybody needs a search for.
constexpr int kFewestBoots = 6;

constexpr const char* kKernels = "kernels.txt";

std::vector<int> prefixes_of(const bisect::Probe& probe) {
  if (probe.of_ends()) return {probe.low, probe.high};
  return {probe.low, probe.middle, probe.high};
}

void say(const Search& search, const std::string& text) { search.progress.show(text, true, -1); }

std::string go_on_with(const Search& search) {
  return "the same command goes on, with --out " + search.directory.string();
}

// The middle first: what it is called is what the step is about.
std::string title(const Search& search, const bisect::Probe& probe) {
  const int patches = static_cast<int>(search.question.series.patches.size());
  const auto name = [&](int prefix) { return bisect::describe_prefix(prefix, patches); };
  if (probe.of_ends()) return fmt::format("{} against {}", name(probe.high), name(probe.low));
  return fmt::format("{} against {} and {}", name(probe.middle), name(probe.low), name(probe.high));
}

std::string cost(const Search& search, const plan::Plan& plan) {
  const int fewest = plan::fewest_boots(plan.spec);
  std::string text = fewest < plan.spec.boots
                         ? fmt::format("{} to {} boots of each", fewest, plan.spec.boots)
                         : fmt::format("{} boots of each", plan.spec.boots);
  if (const auto costs = predict_costs(plan, search.run))
    text +=
        fmt::format(", at most {}", plan::format_duration(plan::estimate(plan, *costs).total()));
  return text;
}

run::Options options_for(const Search& search, const fs::path& directory) {
  return make_options(search.run, directory.string(), search.context, search.progress);
}

Result<std::vector<run::VariantKernel>> build(const Search& search, const plan::Plan& plan) {
  return run::build_kernels(plan.spec, options_for(search, {}));
}

// Begins the run of a directory, or goes on with it. Kernels are there, which was said already.
Status boot_into(const Search& search, const plan::Plan& plan, const fs::path& directory,
                 run::Settler* settler) {
  run::Options options = options_for(search, directory);
  options.settler = settler;
  options.on_progress = [show = options.on_progress](const run::Progress& step) {
    if (!step.text.starts_with("kernel ")) show(step);
  };
  std::error_code error;
  const Result<run::Summary> summary =
      fs::exists(directory / "run.db", error) ? run::resume(options) : run::start(plan, options);
  if (!summary) {
    Fault fault = summary.fault();
    if (search.context.interrupted()) fault.remedy = go_on_with(search);
    return fault;
  }
  if (summary->complete) return {};
  return host_fault(fmt::format("boots in {} failed on the host's side", directory.string()),
                    "folioscope doctor looks for the cause; " + go_on_with(search));
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

BuiltPrefix built_of(const run::VariantKernel& kernel) {
  if (kernel.kernel) return {kernel.kernel->code_hash, {}};
  return {{}, first_line(kernel.row.fault.value_or("no kernel"))};
}

// The settler of a step: the same test that answers it at its end.
class StepSettler : public run::Settler {
 public:
  explicit StepSettler(const StepTest& test) : test_(test) {}
  Result<bool> settled(const run::Look& look) override {
    TRY(const query::Comparison run, query::load_run(look.store));
    return test_step(test_, run, look.block + 1).settled;
  }

 private:
  const StepTest& test_;
};

int boots_of(const query::Comparison& run, const compare::Place& place) {
  int boots = 0;
  for (const query::Variant& variant : run.variants)
    boots += compare::endings_of(run, place, variant.row.name).ended;
  return boots;
}

compare::Place place_of(const plan::Plan& plan) {
  return {plan.spec.machines.front().name, plan.workloads.front().key};
}

}  // namespace

BootingProber::BootingProber(const Search& search, double error)
    : search_(search),
      most_(bisect::Search(static_cast<int>(search.question.series.patches.size()), error)
                .steps_left()),
      kernels_(KernelBook::read(search.directory / kKernels)) {}

Result<bisect::Answer> BootingProber::probe(const bisect::Probe& probe, int number) {
  StepRecord record{.number = number, .probe = probe};
  TRY(record.answer, answer(record));
  records_.push_back(std::move(record));
  return records_.back().answer;
}

std::map<int, std::string> BootingProber::code() const {
  std::map<int, std::string> code;
  const int patches = static_cast<int>(search_.question.series.patches.size());
  for (int prefix = 0; prefix <= patches; ++prefix)
    if (const BuiltPrefix* built = kernels_.find(prefix); built != nullptr && built->ok())
      code[prefix] = built->code;
  return code;
}

std::filesystem::path BootingProber::directory_of(const StepRecord& record) const {
  return search_.directory /
         (record.probe.of_ends()
              ? fmt::format("step-{}-ends", record.number)
              : fmt::format("step-{}-prefix-{}", record.number, record.probe.middle));
}

Result<bisect::Answer> BootingProber::answer(StepRecord& record) {
  const bisect::Probe& probe = record.probe;
  const auto known = [&](int prefix) { return kernels_.find(prefix) != nullptr; };
  const bool all_known = known(probe.low) && known(probe.middle) && known(probe.high);
  if (all_known)
    if (const auto answer = answer_by_kernels(record)) return *answer;
  TRY(const plan::Plan plan, bisect::plan_of(search_.question, prefixes_of(probe), kFewestBoots));
  const StepTest test{
      place_of(plan),
      search_.question.metric,
      probe,
      {kFewestBoots / spec::kBootsInBlock, (search_.question.boots + 1) / spec::kBootsInBlock}};
  const fs::path directory = directory_of(record);
  std::error_code error;
  if (all_known && fs::exists(directory / "run.db", error)) {
    TRY(const query::Comparison run, query::load_run(directory));
    if (run.run.finished) return read_boots(test, run, record);
  }
  // A new process would know nothing of it.
  if (search_.context.interrupted()) return host_fault("interrupted", go_on_with(search_));
  if (booted_) return search_.go_on_afresh();
  say(search_, fmt::format("step {} of {}: {}; {}", record.number, std::max(most_, record.number),
                           title(search_, probe), cost(search_, plan)));
  if (!all_known) {
    TRY_STATUS(build_kernels(plan, probe));
    if (const auto answer = answer_by_kernels(record)) {
      say(search_, record.note);
      return *answer;
    }
  }
  StepSettler settler(test);
  booted_ = true;
  TRY_STATUS(boot_into(search_, plan, directory, &settler));
  TRY(const query::Comparison run, query::load_run(directory));
  return read_boots(test, run, record);
}

Status BootingProber::build_kernels(const plan::Plan& plan, const bisect::Probe& probe) {
  TRY(const auto kernels, build(search_, plan));
  const std::vector<int> prefixes = prefixes_of(probe);
  for (std::size_t i = 0; i < kernels.size(); ++i) kernels_.note(prefixes[i], built_of(kernels[i]));
  // What fails at an end may be anything, a missing package among it: it is tried again.
  if (!kernels_.find(probe.low)->ok() || !kernels_.find(probe.high)->ok()) return {};
  return kernels_.write(search_.directory / kKernels);
}

std::optional<bisect::Answer> BootingProber::answer_by_kernels(StepRecord& record) const {
  using Kind = bisect::Answer::Kind;
  const bisect::Probe& probe = record.probe;
  const int patches = static_cast<int>(search_.question.series.patches.size());
  const auto name = [&](int prefix) { return bisect::describe_prefix(prefix, patches); };
  for (const int prefix : prefixes_of(probe))
    if (const BuiltPrefix& built = *kernels_.find(prefix); !built.ok()) {
      record.note = fmt::format("{}: not built: {}", name(prefix), built.why);
      return bisect::Answer{Kind::Untestable, {}, {}};
    }
  const std::string& code = kernels_.find(probe.middle)->code;
  const bool low = code == kernels_.find(probe.low)->code;
  if (!low && (probe.of_ends() || code != kernels_.find(probe.high)->code)) return std::nullopt;
  record.note = fmt::format("{}: the same code as {}", name(probe.middle),
                            name(low ? probe.low : probe.high));
  return bisect::Answer{low ? Kind::LikeLow : Kind::LikeHigh, {}, {}};
}

Result<bisect::Answer> BootingProber::read_boots(const StepTest& test, const query::Comparison& run,
                                                 StepRecord& record) const {
  StepResult result = test_step(test, run, compare::kAllBlocks);
  if (result.metric_missing) return missing_metric(run, test);
  record.directory = directory_of(record);
  record.pairs = std::move(result.pairs);
  record.note = std::move(result.note);
  record.boots = boots_of(run, test.place);
  return result.answer;
}

int fewest_boots_by_patch(int patches, double error) {
  // Two relabelings of a block's six for each block are as far out as they can be; Holm asks for a
  // p of error / patches of the first.
  double p = 2;
  for (int blocks = 1;; ++blocks) {
    p /= 6;
    if (p * patches <= error) return blocks * spec::kBootsInBlock;
  }
}

Result<ByPatch> boot_by_patch(const Search& search, double error) {
  const int patches = static_cast<int>(search.question.series.patches.size());
  std::vector<int> prefixes(static_cast<std::size_t>(patches) + 1);
  for (int i = 0; i <= patches; ++i) prefixes[static_cast<std::size_t>(i)] = i;
  TRY(const plan::Plan all, bisect::plan_of(search.question, prefixes, 0));
  say(search, fmt::format("{} and every prefix: {}", bisect::describe_prefix(0, patches),
                          cost(search, all)));
  TRY(const auto kernels, build(search, all));
  ByPatch result;
  std::vector<int> kept;
  std::string code;  // of the last one that was built
  for (int prefix = 0; prefix <= patches; ++prefix) {
    const run::VariantKernel& kernel = kernels[static_cast<std::size_t>(prefix)];
    if (!kernel.kernel) {
      result.not_built[prefix] = first_line(kernel.row.fault.value_or("no kernel"));
    } else if (kernel.kernel->code_hash == code) {
      result.same_code.insert(prefix);
    } else {
      kept.push_back(prefix);
      code = kernel.kernel->code_hash;
    }
  }
  if (result.not_built.contains(0))
    return patch_fault("the base cannot be built: " + result.not_built[0],
                       "mend the experiment's first variant");
  if (kept.size() < 2) return result;
  TRY(const plan::Plan plan, bisect::plan_of(search.question, kept, 0));
  result.directory = search.directory / "by-patch";
  TRY_STATUS(boot_into(search, plan, result.directory, nullptr));
  TRY(const query::Comparison run, query::load_run(result.directory));
  result.boots = boots_of(run, place_of(plan));
  result.rows = test_by_patch(run, place_of(plan), search.question.metric, kept, error);
  if (std::ranges::all_of(result.rows, [](const auto& row) { return row.result.unit.empty(); }))
    return missing_metric(run, {place_of(plan), search.question.metric, {}, {}});
  return result;
}

}  // namespace folioscope::app
