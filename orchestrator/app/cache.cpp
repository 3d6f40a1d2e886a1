// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/cache.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/cli.h"
#include "app/output.h"
#include "fleet/io_thread.h"
#include "fleet/remote_fleet.h"
#include "fleet/uri.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

struct CacheArguments {
  int keep = static_cast<int>(kbuild::kWarmTrees);
  bool kernels = false, images = false, logs = false;
  std::vector<std::string> hosts;
};

std::string age(std::filesystem::file_time_type used) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                           std::filesystem::file_time_type::clock::now() - used)
                           .count();
  if (seconds < 3600) return fmt::format("{} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} days", seconds / 86400);
}

Status show_cache() {
  TRY(const auto cache, sys::cache_dir());
  TRY(const auto entries, kbuild::cache_entries(cache));
  std::uintmax_t all = 0;
  for (const kbuild::CacheEntry& entry : entries) {
    all += entry.bytes;
    print_out("{:8} MiB  {:>8}  {:8}  {}{}\n", entry.bytes >> 20, age(entry.used), entry.kind,
              entry.path.lexically_relative(cache).string(),
              entry.what.empty() ? "" : "  " + entry.what);
  }
  print_out("{:8} MiB in {}\n", all >> 20, cache.string());
  return {};
}

void print_lines(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) print_out("{}\n", line);
}

Status prune_host(const std::string& text) {
  TRY(const fleet::HostUri uri, fleet::parse_host_uri(text));
  fleet::IoThread thread;
  TRY(const std::vector<std::string> removed, fleet::remove_uploads(thread.io(), uri));
  for (const std::string& name : removed) print_out("{}: removed {}\n", uri.shown, name);
  if (removed.empty()) print_out("{}: nothing was uploaded there\n", uri.shown);
  return {};
}

Status prune_cache(const CacheArguments& arguments) {
  if (!arguments.hosts.empty()) {
    for (const std::string& host : arguments.hosts) TRY_STATUS(prune_host(host));
    return {};
  }
  TRY(const auto cache, sys::cache_dir());
  const auto keep = static_cast<std::size_t>(arguments.keep);
  TRY(const auto trees, kbuild::prune_trees(cache, keep));
  print_lines(trees);
  for (const auto& [wanted, kind] :
       {std::pair{arguments.kernels, "kernel"}, std::pair{arguments.images, "image"},
        std::pair{arguments.logs, "log"}}) {
    if (!wanted) continue;
    TRY(const auto lines, kbuild::prune_kind(cache, kind, keep));
    print_lines(lines);
  }
  return {};
}

}  // namespace

void add_cache(Command& app, Context& context) {
  auto* command = app.add_subcommand("cache", "what the cache holds; `cache prune` makes room");
  command->footer(
      "Size, time since the last use, kind, and place of every entry; of a warm kernel tree its\n"
      "base. Everything can be made again. Each build keeps the six trees used last.");
  auto arguments = std::make_shared<CacheArguments>();
  auto* prune = command->add_subcommand("prune", "remove what was not used lately");
  prune->footer(
      "Trees that a build is using stay, whatever their age. Kernels, images and logs have no\n"
      "locks: do not remove them while an experiment runs.");
  prune->add_option("--keep", arguments->keep, "how many of each kind stay, the last used")
      ->between(0, 1000)
      ->capture_default_str();
  prune->add_flag("--kernels", arguments->kernels, "built kernels too");
  prune->add_flag("--images", arguments->images, "images of guests too");
  prune->add_flag("--logs", arguments->logs, "logs of failed builds too");
  prune
      ->add_option("--host", arguments->hosts,
                   "instead, the kernels and images that runs have uploaded to this host, as in\n"
                   "`folioscope run --host`; the next run uploads what it needs")
      ->type_name("URI");
  auto pruned = std::make_shared<bool>(false);
  prune->callback([arguments, pruned, &context] {
    *pruned = true;
    if (const Status status = prune_cache(*arguments); !status) context.fail(status.fault());
  });
  command->callback([pruned, &context] {
    if (*pruned) return;
    if (const Status status = show_cache(); !status) context.fail(status.fault());
  });
}

}  // namespace folioscope::app
