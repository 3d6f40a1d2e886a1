// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/open_run.h"
#include "app/output.h"
#include "base/shown_text.h"
#include "store/schema_names.h"
#include "text/table.h"

namespace folioscope::app {
namespace {

using Row = std::vector<store::SqlValue>;

struct SqlArguments {
  std::string run, query;
  std::string format = "table";
};

std::string hex(const std::vector<std::byte>& bytes) {
  std::string text;
  for (std::byte byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return text;
}

struct ToText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
  std::string operator()(double v) const { return fmt::format("{}", v); }
  std::string operator()(const std::string& v) const { return v; }
  std::string operator()(const std::vector<std::byte>& v) const { return hex(v); }
};

struct ToJson {
  nlohmann::json operator()(std::monostate) const { return nullptr; }
  nlohmann::json operator()(std::int64_t v) const { return v; }
  nlohmann::json operator()(double v) const { return v; }
  nlohmann::json operator()(const std::string& v) const { return v; }
  nlohmann::json operator()(const std::vector<std::byte>& v) const { return hex(v); }
};

// A text that a spreadsheet would compute becomes one that it shows. Numbers are none of them.
bool is_formula(const store::SqlValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && !text->empty() &&
         std::string_view("=+-@\t\r").find(text->front()) != std::string_view::npos;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

void print_csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i)
    line += (i == 0 ? "" : ",") + csv_field(fields[i]);
  print_data(line + "\n");
}

Status print_csv(store::Reader& reader, const std::string& query) {
  return reader.sql(
      query, [](const auto& columns) { print_csv_line(columns); },
      [](const Row& row) {
        std::vector<std::string> fields;
        for (const store::SqlValue& value : row)
          fields.push_back((is_formula(value) ? "'" : "") + std::visit(ToText{}, value));
        print_csv_line(fields);
      });
}

// One object per line, so that a reader can begin before the end.
Status print_json(store::Reader& reader, const std::string& query) {
  std::vector<std::string> names;
  return reader.sql(
      query, [&](const auto& columns) { names = columns; },
      [&](const Row& row) {
        nlohmann::ordered_json out;
        for (std::size_t i = 0; i < row.size(); ++i) out[names[i]] = std::visit(ToJson{}, row[i]);
        print_out("{}\n", json_text(out, -1));
      });
}

// Whether a column has numbers alone (and empty values).
bool is_numeric(const std::vector<Row>& rows, std::size_t column) {
  return std::ranges::all_of(rows, [&](const Row& row) {
    return !std::holds_alternative<std::string>(row[column]) &&
           !std::holds_alternative<std::vector<std::byte>>(row[column]);
  });
}

// Columns are as wide as their content needs, so the table is held in memory; csv and json are not.
Status print_table(store::Reader& reader, const std::string& query) {
  TRY(const store::Reader::Query result, reader.sql(query));
  std::vector<text::Align> columns;
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    columns.push_back(is_numeric(result.rows, i) ? text::Align::Right : text::Align::Left);
  text::Table table(std::move(columns));
  table.add(result.columns);
  for (const Row& row : result.rows) {
    std::vector<std::string> line;
    for (const store::SqlValue& value : row) line.push_back(std::visit(ToText{}, value));
    table.add(std::move(line));
  }
  print_text(table.render(0));
  return {};
}

// Statements of several lines each.
Status print_schema(store::Reader& reader) {
  TRY(const store::Reader::Query result,
      reader.sql("select sql from sqlite_schema where sql is not null order by rootpage, name"));
  for (const Row& row : result.rows) print_out("{}\n", std::visit(ToText{}, row.front()));
  return {};
}

// From the store's own list, which a test holds against a file.
std::string table_list() {
  std::string text = "Tables and views:\n";
  const auto add = [&text](const store::SchemaName& table) {
    text += fmt::format("  {:17} {}\n", table.name, table.meaning);
  };
  add(store::kEventTable);
  for (const store::SchemaName& table : store::kSchemaNames) add(table);
  text += "Older names:";
  for (const store::SchemaName& table : store::kOldSchemaNames)
    text += fmt::format(" {} ({})", table.name, table.meaning);
  return text + "\n";
}

}  // namespace

void add_sql(Command& app, Context& context) {
  auto* command = app.add_subcommand("sql", "ask a run in SQL (read-only)");
  command->footer(
      table_list() +
      "Ask for instance:\n"
      "  folioscope sql RUN \"select name, count(*) from event group by 1\"\n"
      "  folioscope sql RUN \"select variant, avg(value) from metric join cell on cell.id=cell_id\n"
      "                     where name='cma_failure_rate' group by 1\"\n"
      "  folioscope sql RUN \"select symbol(cell_id, function), count(*) from event\n"
      "                     where name='workqueue_execute_start' group by 1\"\n"
      "  folioscope sql RUN .schema\n"
      "Texts come from guests. On a terminal, and in tables, what it would obey is '?'; csv puts "
      "an\n"
      "apostrophe before a text that a spreadsheet would compute (= + - @).");
  auto arguments = std::make_shared<SqlArguments>();
  command->add_option("RUN", arguments->run, "run directory or its run.db")->required();
  command->add_option("QUERY", arguments->query, "one SQL statement, or .schema")->required();
  command
      ->add_option("--format,-f", arguments->format, "how to print rows; json: one object a line")
      ->one_of({"table", "csv", "json"})
      ->capture_default_str();
  command->add_flag_callback(
      "--json", [arguments] { arguments->format = "json"; }, "the same as --format json");
  command->callback([arguments, &context] {
    const auto reader = open_run(arguments->run, context);
    if (!reader) return;
    const Status status = arguments->query == ".schema" ? print_schema(*reader)
                          : arguments->format == "csv"  ? print_csv(*reader, arguments->query)
                          : arguments->format == "json" ? print_json(*reader, arguments->query)
                                                        : print_table(*reader, arguments->query);
    if (!status) context.fail(status.fault());
  });
}

}  // namespace folioscope::app
