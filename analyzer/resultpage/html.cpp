// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/html.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "resultpage/escape.h"

namespace folioscope::resultpage {
namespace {

// The charts' own colours, of a light ground, become those of the page.
constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --ground: #ffffff; --text: #24292f; --faint: #57606a;
  --line: #d0d7de; --grid: #e3e6ea; --shade: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --text: #e6e9ed; --faint: #9aa4af;
  --line: #39414a; --grid: #2a3038; --shade: #1c2128; } }
body { background: var(--ground); color: var(--text); margin: 2rem auto; padding: 0 1rem;
  max-width: 62rem; font: 16px/1.5 system-ui, "DejaVu Sans", Helvetica, Arial, sans-serif; }
h1, h2 { border-bottom: 1px solid var(--line); padding-bottom: .3rem; line-height: 1.25; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; }
pre { background: var(--shade); padding: .8rem; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; }
th { background: var(--shade); }
th[data-sorts] { cursor: pointer; }
th[data-sorted="1"]::after { content: " \25B2"; }
th[data-sorted="-1"]::after { content: " \25BC"; }
a { color: inherit; }
sub { color: var(--faint); vertical-align: baseline; }
figure { margin: 1rem 0; overflow-x: auto; }
svg [fill="#ffffff"] { fill: var(--ground); }
svg [fill="#24292f"] { fill: var(--text); }
svg [fill="#57606a"] { fill: var(--faint); }
svg [stroke="#24292f"] { stroke: var(--text); }
svg [stroke="#57606a"] { stroke: var(--faint); }
svg [stroke="#e3e6ea"] { stroke: var(--grid); }
@media (prefers-color-scheme: dark) { svg [fill="#4d5561"] { fill: var(--faint); }
  svg [stroke="#4d5561"] { stroke: var(--faint); } }
@media print { body { max-width: none; } }
)";

// Rows that have no name of their own belong to the row above: they move with it.
constexpr std::string_view kScript = R"(
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  if (!body) continue;
  const number = text => parseFloat(text.replace("\u2212", "-"));
  table.querySelectorAll("th").forEach((head, column) => {
    head.dataset.sorts = "";
    head.addEventListener("click", () => {
      const turn = head.dataset.sorted === "1" ? -1 : 1;
      table.querySelectorAll("th").forEach(other => delete other.dataset.sorted);
      head.dataset.sorted = turn;
      const groups = [];
      for (const row of body.rows) {
        if (row.cells[0].textContent.trim() || !groups.length) groups.push([]);
        groups[groups.length - 1].push(row);
      }
      const key = row => row.cells[column] ? row.cells[column].textContent.trim() : "";
      const compare = (one, other) => {
        const [a, b] = [number(key(one)), number(key(other))];
        return turn * (isNaN(a) || isNaN(b) ? key(one).localeCompare(key(other)) : a - b);
      };
      if (groups.every(group => group.length === 1 || column === 0))
        groups.sort((one, other) => compare(one[0], other[0]));
      else
        groups.forEach(group => group.sort(compare));
      for (const group of groups) for (const row of group) body.append(row);
    });
  });
}
)";

struct Free {
  void operator()(char* text) const { std::free(text); }
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};

// Raw HTML passes: the page's own <details> and <sub>. What is not the page's own is escaped in the
// Markdown already (escape.h).
std::string html_of(const std::string& markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  constexpr int kOptions = CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8;
  const std::unique_ptr<cmark_parser, Free> parser(cmark_parser_new(kOptions));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, Free> document(cmark_parser_finish(parser.get()));
  const std::unique_ptr<char, Free> html(cmark_render_html(
      document.get(), kOptions, cmark_parser_get_syntax_extensions(parser.get())));
  return html.get();
}

void put_chart_inside(std::string& html, const PageFile& chart) {
  const std::string begin = fmt::format("<img src=\"{}\"", chart.name);
  for (std::size_t at = html.find(begin); at != html.npos; at = html.find(begin, at)) {
    const std::size_t end = html.find("/>", at);
    if (end == html.npos) return;
    const std::string figure = "<figure>" + chart.content + "</figure>";
    html.replace(at, end + 2 - at, figure);
    at += figure.size();
  }
}

std::string title_of(std::string_view markdown) {
  const std::string_view line = markdown.substr(0, markdown.find('\n'));
  return xml(line.starts_with("# ") ? line.substr(2) : line);
}

}  // namespace

PageFile html_page(const Page& page) {
  std::string body = html_of(page.markdown.content);
  for (const PageFile& chart : page.charts) put_chart_inside(body, chart);
  std::string name = page.markdown.name;
  name.replace(name.rfind(".md"), 3, ".html");
  return {name,
          fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width\">\n"
                      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}"
                      "<script>{}</script>\n</body>\n</html>\n",
                      title_of(page.markdown.content), kStyle, body, kScript)};
}

}  // namespace folioscope::resultpage
