// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/hosts_file.h"

#include <cstdlib>
#include <system_error>

#include "spec/fields.h"
#include "sys/files.h"

namespace folioscope::spec {
namespace {

constexpr std::size_t kMostHosts = 1024;

const Keys& hosts_keys() {
  static const Keys keys{
      .section = "hosts file",
      .rows = {{"hosts", Form::list(Form::single(), kMostHosts),
                "Where guests run: libvirt URIs, as in qemu+ssh://HOST/system."}},
      .required = {"hosts"},
  };
  return keys;
}

std::vector<std::string> hosts_in(const Node& root, Diagnostics& diagnostics) {
  std::vector<std::string> hosts;
  const Fields fields(root, "the file", hosts_keys(), diagnostics);
  const Node* list = fields.find("hosts");
  if (list == nullptr) return hosts;
  const auto items = read_list(*list, "hosts", ListForm::ListOnly, diagnostics);
  if (!check_most(list->at, items.size(), kMostHosts, "hosts", diagnostics)) return hosts;
  for (const Node* item : items)
    if (auto host = read_text(*item, "a host", diagnostics)) hosts.push_back(*std::move(host));
  return hosts;
}

}  // namespace

std::filesystem::path hosts_file() {
  const char* own = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (own != nullptr && *own != '\0')
    return std::filesystem::path(own) / "folioscope" / "hosts.yaml";
  if (home == nullptr || *home == '\0') return {};
  return std::filesystem::path(home) / ".config/folioscope/hosts.yaml";
}

Result<std::vector<std::string>> read_hosts(const std::filesystem::path& file) {
  std::error_code error;
  if (file.empty() || !std::filesystem::exists(file, error)) return std::vector<std::string>();
  TRY(const std::string text, sys::read_file(file));
  Diagnostics diagnostics(file.string());
  std::vector<std::string> hosts;
  const auto read = read_yaml(text);
  if (const auto* wrong = std::get_if<YamlError>(&read))
    diagnostics.add(wrong->at, wrong->message, wrong->hint);
  else
    hosts = hosts_in(std::get<Node>(read), diagnostics);
  if (diagnostics.empty()) return hosts;
  std::string all;
  for (const Diagnostic& one : diagnostics.take())
    all += (all.empty() ? "" : "\n") + to_string(one);
  return user_fault(all, "it is a list: `hosts: [\"qemu+ssh://HOST/system\"]`");
}

}  // namespace folioscope::spec
