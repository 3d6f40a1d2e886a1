// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/index.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>

#include "format/units.h"
#include "resultpage/escape.h"
#include "resultpage/markdown_table.h"

namespace folioscope::resultpage {
namespace {

using Pages = std::vector<const PageSummary*>;
using Threads = std::map<std::string, Pages>;  // by slug; "" are those without

// A thread may be called like one of its experiments.
std::string thread_file(const std::string& thread, const std::vector<PageSummary>& pages) {
  const std::string name = file_name(thread) + ".md";
  const bool taken =
      name == "README.md" || std::ranges::find(pages, name, &PageSummary::page) != pages.end();
  return taken ? "thread-" + name : name;
}

// The first that says it.
std::string said(const Pages& pages, std::string PageSummary::*what) {
  const auto found =
      std::ranges::find_if(pages, [&](const PageSummary* page) { return !(page->*what).empty(); });
  return found == pages.end() ? std::string() : (*found)->*what;
}

std::string subject_of(const std::string& thread, const Pages& pages) {
  const std::string subject = said(pages, &PageSummary::subject);
  return subject.empty() ? thread : subject;
}

std::string with_date(const std::string& subject, const Pages& pages) {
  const std::string date = said(pages, &PageSummary::date);
  return date.empty() ? markdown(subject)
                      : fmt::format("{} ({})", markdown(subject), markdown(date));
}

std::string link(const std::string& text, const std::string& file) {
  return fmt::format("[{}]({})", markdown(text), file);
}

void add_claims(const Pages& pages, MarkdownTable& table) {
  for (const PageSummary* page : pages)
    for (const SummaryClaim& claim : page->claims) {
      const std::string says = "“" + markdown(claim.says) + "”";
      const std::string where = link(page->name(), page->page);
      if (claim.found.empty())
        table.add({says, where, markdown_code(claim.metric), markdown(claim.theirs), "",
                   claim.metric.empty() ? "not measured here" : "no boot gave it"});
      for (const FoundNumber& found : claim.found)
        table.add({says, where, markdown_code(claim.metric), markdown(claim.theirs),
                   markdown(found.ours),
                   fmt::format("{}; at {}", found.text, markdown(found.condition))});
    }
}

MarkdownTable claims_table() {
  using enum text::Align;
  return MarkdownTable({{"the discussion says"},
                        {"experiment"},
                        {"metric"},
                        {"theirs", Right},
                        {"ours", Right},
                        {"found here"}});
}

// What the discussion's numbers become from one kernel to the next, there and here: ratios can be
// compared where amounts cannot.
void add_steps(const Pages& pages, MarkdownTable& table) {
  for (const PageSummary* page : pages)
    for (const SummaryStep& step : page->steps)
      table.add({link(page->name(), page->page), markdown_code(step.metric), markdown(step.from),
                 markdown(step.to), markdown(step.theirs),
                 fmt::format("{}; at {}", markdown(step.ours), markdown(step.condition))});
}

MarkdownTable steps_table() {
  return MarkdownTable(
      {{"experiment"}, {"metric"}, {"from"}, {"to"}, {"theirs"}, {"ours, medians"}});
}

// The claims of an experiment stand on the pages of all its profiles; the page of its own name
// tells them for all, where there is one.
Pages that_tell_claims(const Pages& pages) {
  Pages telling;
  std::ranges::copy_if(pages, std::back_inserter(telling), [&](const PageSummary* page) {
    return page->name() == page->experiment ||
           std::ranges::find(pages, page->experiment, &PageSummary::name) == pages.end();
  });
  return telling;
}

void add_numbers(const Pages& pages, MarkdownTable& claims, MarkdownTable& steps) {
  const Pages telling = that_tell_claims(pages);
  add_claims(telling, claims);
  add_steps(telling, steps);
}

std::string numbers_text(const MarkdownTable& claims, const MarkdownTable& steps) {
  std::string text;
  if (!claims.empty()) text += "## Their numbers and ours\n\n" + claims.render() + '\n';
  if (!steps.empty()) text += steps.render() + '\n';
  return text;
}

std::string claims_text(const Threads& threads) {
  MarkdownTable claims = claims_table(), steps = steps_table();
  for (const auto& [thread, pages] : threads) add_numbers(pages, claims, steps);
  return numbers_text(claims, steps);
}

// The question as the thread asked it. Experiments of one thread that ask different ones have
// theirs with them.
bool one_question(const Pages& pages) {
  return std::ranges::all_of(
      pages, [&](const PageSummary* page) { return page->question == pages.front()->question; });
}

std::string thread_page(const std::string& thread, const Pages& pages) {
  const bool common = one_question(pages);
  std::string text = fmt::format("# {}\n\n", with_date(subject_of(thread, pages), pages));
  if (common && !pages.front()->question.empty())
    text += fmt::format("**Question.** {}\n\n", markdown(pages.front()->question));
  MarkdownTable claims = claims_table(), steps = steps_table();
  for (const PageSummary* page : pages) {
    text += fmt::format("## {}\n\n", link(page->name(), page->page));
    if (!common && !page->question.empty())
      text += fmt::format("**Question.** {}\n\n", markdown(page->question));
    text += page->outcome + "\n\n";
    if (!page->outcome_table.empty()) text += page->outcome_table + '\n';
    if (!page->charts.empty())
      text += fmt::format("[![{}: a dot per boot, a bar at the mean]({})]({})\n\n",
                          markdown(page->name()), page->charts.front(), page->page);
  }
  add_numbers(pages, claims, steps);
  text += numbers_text(claims, steps);
  return text + "[All results](README.md)\n";
}

std::string outcomes(const Pages& pages) {
  MarkdownTable table({{"experiment"}, {"outcome"}});
  for (const PageSummary* page : pages) table.add({link(page->name(), page->page), page->outcome});
  return table.render() + '\n';
}

// "2026-09-22", in UTC.
std::string day_of(std::int64_t host_ns) {
  const std::chrono::sys_time<std::chrono::nanoseconds> time{std::chrono::nanoseconds(host_ns)};
  return fmt::format("{:%F}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                  std::chrono::time_point_cast<std::chrono::seconds>(time))));
}

// What other runs of the same experiments said, of other kernels perhaps or under other rules.
std::string changes(const std::vector<PageSummary>& pages) {
  MarkdownTable table({{"experiment"}, {"said before"}, {"says now"}});
  for (const PageSummary& page : pages)
    if (page.before && page.before->outcome != page.outcome)
      table.add({link(page.name(), page.page),
                 fmt::format("{}: {}", day_of(page.before->started_host_ns), page.before->outcome),
                 fmt::format("{}: {}", day_of(page.started_host_ns), page.outcome)});
  return table.empty() ? std::string() : "## Said before, says now\n\n" + table.render() + '\n';
}

std::string index_page(const Threads& threads, const std::vector<PageSummary>& pages) {
  std::string text = fmt::format(
      "# Results\n\n{}, each written by `folioscope report` from a stored run; this index by "
      "`folioscope report --index`. The boot is the sample; every outcome rests on the values of "
      "the boots and a 95 % interval of their difference.\n\n",
      format::plural(static_cast<std::int64_t>(pages.size()), "page"));
  for (const auto& [thread, members] : threads)
    if (!thread.empty())
      text += fmt::format("## [{}]({})\n\n{}", with_date(subject_of(thread, members), members),
                          thread_file(thread, pages), outcomes(members));
  if (const auto others = threads.find(""); others != threads.end())
    text += "## Other experiments\n\n" + outcomes(others->second);
  return text + changes(pages) + claims_text(threads);
}

}  // namespace

std::vector<PageFile> make_index(const std::vector<PageSummary>& pages) {
  Threads threads;
  for (const PageSummary& page : pages) threads[page.thread].push_back(&page);
  std::vector<PageFile> files{{"README.md", index_page(threads, pages)}};
  for (const auto& [thread, members] : threads)
    if (!thread.empty())
      files.push_back({thread_file(thread, pages), thread_page(thread, members)});
  return files;
}

}  // namespace folioscope::resultpage
