// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <memory>

#include "manual/roff.h"

namespace folioscope::manual {
namespace {

struct Free {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};

std::string_view literal_of(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text != nullptr ? text : "";
}

bool is_kind(cmark_node* node, std::string_view kind) {
  return cmark_node_get_type_string(node) == kind;
}

std::string inline_text(cmark_node* parent);

std::string link_text(cmark_node* node) {
  const std::string text = inline_text(node);
  const std::string_view url = cmark_node_get_url(node);
  return url.starts_with("http") ? text + " (" + roff(url) + ")" : text;
}

std::string one_inline(cmark_node* node) {
  const cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_TEXT) return roff(literal_of(node));
  if (type == CMARK_NODE_CODE) return bold(literal_of(node));
  if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) return " ";
  if (type == CMARK_NODE_STRONG) return "\\fB" + inline_text(node) + "\\fR";
  if (type == CMARK_NODE_EMPH) return "\\fI" + inline_text(node) + "\\fR";
  if (type == CMARK_NODE_LINK) return link_text(node);
  return {};
}

std::string inline_text(cmark_node* parent) {
  std::string text;
  for (cmark_node* node = cmark_node_first_child(parent); node; node = cmark_node_next(node))
    text += one_inline(node);
  return text;
}

std::string blocks(cmark_node* parent);

std::string heading_text(cmark_node* node) {
  std::string plain;
  for (cmark_node* one = cmark_node_first_child(node); one; one = cmark_node_next(one))
    plain += literal_of(one);
  const int level = cmark_node_get_heading_level(node);
  if (level == 1) return {};
  return level == 2 ? heading(plain) : subheading(plain);
}

std::string block(cmark_node* node);

std::string list_text(cmark_node* list) {
  std::string text;
  for (cmark_node* entry = cmark_node_first_child(list); entry; entry = cmark_node_next(entry)) {
    cmark_node* part = cmark_node_first_child(entry);
    text += ".IP \\(bu 2\n";
    if (part != nullptr && is_kind(part, "paragraph")) {
      text += line(inline_text(part));
      part = cmark_node_next(part);
    }
    for (; part != nullptr; part = cmark_node_next(part)) text += ".RS 2\n" + block(part) + ".RE\n";
  }
  return text;
}

// A row is a term, its first cell, and what it means.
std::string table_text(cmark_node* table) {
  std::string text;
  for (cmark_node* row = cmark_node_first_child(table); row; row = cmark_node_next(row)) {
    if (!is_kind(row, "table_row")) continue;
    cmark_node* cell = cmark_node_first_child(row);
    if (cell == nullptr) continue;
    const std::string term = inline_text(cell);
    std::string meaning;
    while ((cell = cmark_node_next(cell)) != nullptr)
      meaning += (meaning.empty() ? "" : "; ") + inline_text(cell);
    text += item(term, line(meaning));
  }
  return text;
}

std::string block(cmark_node* node) {
  const cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_HEADING) return heading_text(node);
  if (type == CMARK_NODE_PARAGRAPH) {
    const std::string text = inline_text(node);
    return text.empty() ? text : ".PP\n" + line(text);
  }
  if (type == CMARK_NODE_CODE_BLOCK) return ".PP\n" + literal(literal_of(node));
  if (type == CMARK_NODE_LIST) return list_text(node);
  if (is_kind(node, "table")) return table_text(node);
  return blocks(node);
}

std::string blocks(cmark_node* parent) {
  std::string text;
  for (cmark_node* node = cmark_node_first_child(parent); node; node = cmark_node_next(node))
    text += block(node);
  return text;
}

}  // namespace

std::string roff_of_markdown(std::string_view markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, Free> parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, Free> document(cmark_parser_finish(parser.get()));
  return blocks(document.get());
}

}  // namespace folioscope::manual
