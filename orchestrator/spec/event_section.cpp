// SPDX-License-Identifier: GPL-3.0-or-later
// events: group names (configs/events/NAME.yaml), tracepoints, and dynamic probes. Forms:
//   cma                               {page_ref: {where: "mt==5", window: cma}}
//   kmem:mm_page_free                 {tracepoint: "kmem:mm_page_free", where: "order>0"}
//   {kprobe: folio_migrate_mapping, name: freeze, fetch: "folio=$arg2", where: ...}
//   {kretprobe: folio_migrate_mapping, fetch: "ret=$retval"}
//   {kprobe: [split_huge_page_to_list, __folio_split]}   the first that a kernel has
// A window is `cma` or {from: cma:cma_alloc_start, to: cma:cma_alloc_finish}.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/names.h"
#include "spec/event_keys.h"
#include "spec/event_text.h"
#include "spec/fields.h"
#include "spec/sections.h"
#include "spec/text_file.h"

namespace folioscope::spec {
namespace {

// The event's name when the file gives none: the symbol, made a word; returns apart from entries.
std::string default_probe_name(EventRequest::Kind kind, std::string symbol) {
  std::ranges::replace_if(
      symbol, [](char c) { return !is_word_char(c); }, '_');
  return kind == EventRequest::Kind::Kretprobe ? symbol + "_return" : symbol;
}

// `cma`, or both ends.
std::optional<Window> read_window(const Node& node, Diagnostics& out) {
  if (node.kind == Node::Kind::Scalar) {
    if (node.text == kCma) return Window{{"cma", "cma_alloc_start"}, {"cma", "cma_alloc_finish"}};
    out.add(node.at, fmt::format("unknown window `{}`", node.text),
            "`cma`, or {from: system:name, to: system:name}");
    return std::nullopt;
  }
  Fields fields(node, "window", window_keys(), out);
  if (!fields.is_map()) return std::nullopt;
  std::optional<EventName> ends[2];
  if (const Node* from = fields.find("from")) ends[0] = read_event(*from, out);
  if (const Node* to = fields.find("to")) ends[1] = read_event(*to, out);
  if (!ends[0] || !ends[1]) return std::nullopt;
  if (ends[0] == ends[1])
    out.add(node.at, fmt::format("`{}` both opens and closes the window", text_of(*ends[0])));
  return Window{*ends[0], *ends[1]};
}

// Which of an entry's events are wanted.
struct Choice {
  std::string where;
  std::optional<Window> window;
};

Choice read_choice(const Fields& fields, Diagnostics& out) {
  Choice choice;
  if (const Node* filter = fields.find("where"))
    choice.where = read_one_line(*filter, "where", out);
  if (const Node* window = fields.find("window")) choice.window = read_window(*window, out);
  return choice;
}

std::optional<EventRequest> read_tracepoint(const Node& node, Diagnostics& out) {
  auto text = read_text(node, "tracepoint", out);
  if (!text) return std::nullopt;
  if (!fits(*text, kTracepointPattern)) {
    out.add(node.at, fmt::format("`{}` is not a tracepoint", *text),
            "write system:name, such as page_ref:page_ref_freeze, or system:*");
    return std::nullopt;
  }
  return EventRequest{EventRequest::Kind::Tracepoint, event_of(*text)};
}

// The place to probe, and what it is called in other kernels. Empty when one of them is no symbol.
std::vector<std::string> read_symbols(const Node& node, EventRequest::Kind kind, Diagnostics& out) {
  std::vector<std::string> symbols;
  const std::vector<const Node*> items = read_list(node, "probe", ListForm::OrOneScalar, out);
  if (!check_most(node.at, items.size(), limits::kProbeSymbols, "symbols for one probe", out))
    return {};
  for (const Node* item : items) {
    const auto symbol = read_text(*item, "probe", out);
    if (!symbol) return {};
    if (!fits(*symbol, kind == EventRequest::Kind::Kprobe ? kSymbolAndOffset : kSymbol)) {
      out.add(item->at, fmt::format("`{}` is not a kernel symbol", *symbol),
              "a function of /proc/kallsyms; kprobes may add an offset, such as folio_unlock+0x10");
      return {};
    }
    symbols.push_back(*symbol);
  }
  return symbols;
}

std::optional<EventRequest> read_probe(const Node& node, const Fields& fields,
                                       EventRequest::Kind kind, Diagnostics& out) {
  EventRequest request{kind, {names::kProbeSystem, {}}, read_symbols(node, kind, out)};
  if (request.symbols.empty()) return std::nullopt;
  std::string& name = request.event.name;
  name = default_probe_name(kind, request.symbols.front());
  if (const Node* given = fields.find("name")) {
    name = read_one_line(*given, "probe name", out);
    if (!is_word(name))
      out.add(given->at, fmt::format("`{}` cannot name an event", name),
              "letters, digits and `_`, not beginning with a digit");
  }
  if (name.size() > limits::kProbeNameLength)
    out.add(node.at, fmt::format("the probe's name `{}` is too long for the kernel", name),
            fmt::format("give it a `name` of up to {} letters, digits and `_`",
                        limits::kProbeNameLength));
  if (const Node* fetch = fields.find("fetch")) request.fetch = read_one_line(*fetch, "fetch", out);
  return request;
}

// `name` and `fetch` of an entry go with these; null where it has neither.
std::optional<EventRequest> read_any_probe(const Fields& fields, Diagnostics& out) {
  if (const Node* kprobe = fields.find("kprobe"))
    return read_probe(*kprobe, fields, EventRequest::Kind::Kprobe, out);
  if (const Node* kretprobe = fields.find("kretprobe"))
    return read_probe(*kretprobe, fields, EventRequest::Kind::Kretprobe, out);
  return std::nullopt;
}

class EventReader {
 public:
  explicit EventReader(const Context& context) : context_(context), out_(context.diagnostics) {}

  void read(const Node& item) {
    if (item.kind == Node::Kind::Scalar) return read_scalar(item);
    auto is_kind = [](const Key& key) {
      return key.text == "tracepoint" || key.text == "kprobe" || key.text == "kretprobe";
    };
    if (item.kind != Node::Kind::Map) {
      out_.add(item.at, "an event is a group, a tracepoint or a probe",
               "such as `cma`, `kmem:mm_page_free` or `{kprobe: folio_unlock}`");
    } else if (std::ranges::any_of(item.keys, is_kind)) {
      read_single(item);
    } else if (item.keys.size() == 1) {
      read_group_with_choice(item);
    } else {
      out_.add(item.at, "an event has one of `tracepoint`, `kprobe`, `kretprobe`, or one group",
               "write each group as an entry of its own");
    }
  }

  std::vector<EventRequest> take() { return std::move(events_); }

 private:
  void read_scalar(const Node& item) {
    if (item.text.find(':') != std::string::npos) {
      if (auto request = read_tracepoint(item, out_)) add(*std::move(request), {}, item.at);
    } else {
      expand_group(item.text, item.at, {});
    }
  }

  void read_single(const Node& item) {
    Fields fields(item, "event", event_keys(), out_);
    const Node* tracepoint = fields.find("tracepoint");
    if ((tracepoint != nullptr) + (fields.find("kprobe") != nullptr) +
            (fields.find("kretprobe") != nullptr) >
        1)
      out_.add(item.at, "an event has one of `tracepoint`, `kprobe`, `kretprobe`",
               "write each as an entry of its own");
    std::optional<EventRequest> request;
    if (tracepoint) {
      request = read_tracepoint(*tracepoint, out_);
      for (const char* key : {"name", "fetch"})
        if (fields.find(key))
          out_.add(fields.key_place(key), fmt::format("`{}` goes with kprobe and kretprobe", key));
    } else {
      request = read_any_probe(fields, out_);
    }
    const Choice choice = read_choice(fields, out_);
    if (request) add(*std::move(request), choice, item.at);
  }

  void read_group_with_choice(const Node& item) {
    const Key& group = item.keys[0];
    Fields fields(item.items[0], fmt::format("group `{}`", group.text), choice_keys(), out_);
    if (fields.is_map() && !fields.find("where") && !fields.find("window"))
      out_.add(item.items[0].at,
               fmt::format("group `{}` has neither `where` nor `window`", group.text),
               "write its name alone to have all of its events");
    expand_group(group.text, group.at, read_choice(fields, out_));
  }

  void expand_group(const std::string& name, Place at, const Choice& choice) {
    auto known = names_in(context_, "configs/events", ".yaml");
    if (std::ranges::find(known, name) == known.end()) {
      std::string hint = suggest(name, known);
      out_.add(at, fmt::format("no event group `{}` in configs/events/", name),
               hint.empty() ? "name tracepoints as system:name" : hint);
      return;
    }
    std::string file = "configs/events/" + name + ".yaml";
    for (EventRequest& request : read_group_file(file, at)) add(std::move(request), choice, at);
  }

  static void read_group_probe(const Node& item, Diagnostics& group,
                               std::vector<EventRequest>& requests) {
    Fields fields(item, "probe", group_probe_keys(), group);
    if (!fields.is_map()) return;
    if ((fields.find("kprobe") != nullptr) == (fields.find("kretprobe") != nullptr))
      return group.add(item.at, "a probe has one of `kprobe`, `kretprobe`");
    if (auto request = read_any_probe(fields, group)) requests.push_back(*std::move(request));
  }

  // Mistakes inside the group's file are reported there.
  std::vector<EventRequest> read_group_file(const std::string& file, Place at) {
    std::vector<EventRequest> requests;
    auto text = read_text_file(context_.resolve(file));
    if (!text) {
      out_.add(at, text.fault().what, text.fault().remedy);
      return requests;
    }
    Diagnostics group(file);
    auto yaml = read_yaml(*text);
    if (auto* error = std::get_if<YamlError>(&yaml)) {
      group.add(error->at, error->message, error->hint);
    } else {
      Fields fields(std::get<Node>(yaml), "event group", event_group_keys(), group);
      if (const Node* description = fields.find("description"))
        read_text(*description, "description", group);
      if (const Node* list = fields.find("tracepoints"))
        for (const Node* item : read_list(*list, "tracepoints", ListForm::ListOnly, group))
          if (auto request = read_tracepoint(*item, group)) requests.push_back(*std::move(request));
      if (const Node* list = fields.find("probes"))
        for (const Node* item : read_list(*list, "probes", ListForm::ListOnly, group))
          read_group_probe(*item, group, requests);
      if (fields.is_map() &&
          (fields.find("tracepoints") != nullptr) == (fields.find("probes") != nullptr))
        group.add(std::get<Node>(yaml).at, "an event group has one of `tracepoints`, `probes`");
    }
    out_.append(std::move(group));
    return requests;
  }

  // The kernel has one switch and one filter per event, so an event is asked for once.
  void add(EventRequest request, const Choice& choice, Place at) {
    request.where = choice.where;
    request.window = choice.window;
    const EventName& event = request.event;
    if (request.window && (event == request.window->from || event == request.window->to))
      out_.add(at, fmt::format("`{}` is an end of its own window", text_of(event)),
               "ask for it in an entry without `window`");
    const bool dynamic = request.kind != EventRequest::Kind::Tracepoint;
    if (std::ranges::find(events_, event, &EventRequest::event) != events_.end())
      out_.add(at,
               fmt::format("event `{}` is asked for twice", dynamic ? event.name : text_of(event)),
               dynamic ? "give each probe a `name` of its own" : "remove one of them");
    events_.push_back(std::move(request));
  }

  const Context& context_;
  Diagnostics& out_;
  std::vector<EventRequest> events_;
};

}  // namespace

std::vector<EventRequest> read_events(const Node& node, const Context& context) {
  EventReader reader(context);
  if (node.kind == Node::Kind::List && node.items.empty()) return {};  // vmstat only
  for (const Node* item : read_list(node, "events", ListForm::ListOnly, context.diagnostics))
    reader.read(*item);
  std::vector<EventRequest> events = reader.take();
  check_most(node.at, events.size(), limits::kEvents, "events", context.diagnostics);
  return events;
}

}  // namespace folioscope::spec
