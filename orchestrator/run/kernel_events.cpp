// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/kernel_events.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spec/diagnostics.h"
#include "spec/event_text.h"
#include "sys/files.h"

namespace folioscope::run {
namespace {

using spec::EventRequest;

std::string function_of(const std::string& place) { return place.substr(0, place.find('+')); }

bool is_dynamic(const EventRequest& request) {
  return request.kind != EventRequest::Kind::Tracepoint;
}

bool has(const kbuild::KernelSymbols& symbols, const spec::EventName& event) {
  return symbols.has_event(event.system, event.name);
}

bool has(const kbuild::KernelSymbols& symbols, const EventRequest& request) {
  if (request.window && !(has(symbols, request.window->from) && has(symbols, request.window->to)))
    return false;
  if (!is_dynamic(request)) return has(symbols, request.event);
  return std::ranges::any_of(request.symbols, [&](const std::string& place) {
    return symbols.has_function(function_of(place));
  });
}

std::string describe(const EventRequest& request) {
  if (!is_dynamic(request)) return "tracepoint " + text_of(request.event);
  return fmt::format("function {}", fmt::join(request.symbols, " or "));
}

// For whoever misspelt it, or asks for what the compiler renamed or inlined.
std::string advice_of(const EventRequest& request, const kbuild::KernelSymbols& symbols) {
  if (is_dynamic(request)) {
    const std::string wanted = function_of(request.symbols.front());
    if (const auto clones = symbols.clones_of(wanted); !clones.empty())
      return fmt::format("the compiler calls it {}", fmt::join(clones, ", "));
    const auto near = spec::nearest(wanted, symbols.functions);
    return near ? fmt::format("did you mean `{}`?", *near)
                : "the compiler may have inlined it: name a function that calls it";
  }
  const spec::EventName& event = request.event;
  for (const spec::EventName& name :
       request.window ? std::vector{request.window->from, request.window->to, event}
                      : std::vector{event}) {
    if (has(symbols, name)) continue;
    if (std::ranges::find(symbols.systems, name.system) == symbols.systems.end())
      return fmt::format("no events of `{}`: {}", name.system,
                         spec::suggest(name.system, symbols.systems));
    const auto near = spec::nearest(name.name, symbols.events);
    return near ? fmt::format("did you mean `{}`?", *near)
                : fmt::format("`{}` has other events: see include/trace/events/", name.system);
  }
  return {};
}

Result<kbuild::KernelSymbols> read_symbols(const VariantKernel& kernel) {
  TRY(const std::string text, sys::read_file(kernel.kernel->system_map));
  return kbuild::symbols_of(text);
}

void note(VariantKernel& kernel, const std::string& what,
          const std::function<void(std::string)>& say) {
  kernel.row.notes.push_back(fmt::format("has no {}: what is made of it is not available", what));
  say(fmt::format("kernel {}: {}", name_of(kernel.row), kernel.row.notes.back()));
}

bool observes_events(const spec::Spec& spec) {
  return std::ranges::find(spec.observe, spec::Observe::Events) != spec.observe.end();
}

}  // namespace

Lacking lacking_in(const spec::Spec& spec, const kbuild::KernelSymbols& symbols) {
  Lacking lacking;
  for (std::size_t i = 0; i < spec.events.size(); ++i)
    if (!has(symbols, spec.events[i])) lacking.events.push_back(i);
  for (std::size_t i = 0; i < spec.histograms.size(); ++i)
    if (!has(symbols, spec.histograms[i].event)) lacking.histograms.push_back(i);
  return lacking;
}

Status find_lacking(const spec::Spec& spec, std::vector<VariantKernel>& kernels,
                    const std::function<void(std::string)>& say) {
  if (!observes_events(spec) || (spec.events.empty() && spec.histograms.empty())) return {};
  std::vector<std::size_t> events(spec.events.size()), histograms(spec.histograms.size());
  std::size_t known = 0;
  kbuild::KernelSymbols last;
  for (VariantKernel& kernel : kernels) {
    if (!kernel.kernel) continue;
    auto symbols = read_symbols(kernel);
    if (!symbols || symbols->systems.empty()) continue;
    ++known;
    last = *std::move(symbols);
    kernel.lacking = lacking_in(spec, last);
    for (std::size_t i : kernel.lacking.events) ++events[i];
    for (std::size_t i : kernel.lacking.histograms) ++histograms[i];
  }
  if (known == 0) return {};
  for (std::size_t i = 0; i < events.size(); ++i)
    if (events[i] == known)
      return user_fault(
          fmt::format("no kernel of this experiment has the {}", describe(spec.events[i])),
          advice_of(spec.events[i], last));
  for (std::size_t i = 0; i < histograms.size(); ++i)
    if (histograms[i] == known)
      return user_fault(
          fmt::format("no kernel of this experiment has the tracepoint {} of a histogram",
                      text_of(spec.histograms[i].event)),
          advice_of({EventRequest::Kind::Tracepoint, spec.histograms[i].event}, last));
  for (VariantKernel& kernel : kernels) {
    for (std::size_t i : kernel.lacking.events) note(kernel, describe(spec.events[i]), say);
    for (std::size_t i : kernel.lacking.histograms)
      note(kernel, "tracepoint " + text_of(spec.histograms[i].event), say);
  }
  return {};
}

}  // namespace folioscope::run
