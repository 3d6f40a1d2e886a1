// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/uri.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

namespace folioscope::fleet {
namespace {

constexpr std::string_view kForms =
    "use qemu:///embed (the default), qemu:///session or qemu:///system";

bool is_unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The value of NAME in "?a=b&NAME=VALUE", as it is written; nothing when absent.
std::optional<std::string_view> parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    query.remove_prefix(1);  // '?' or '&'
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
    query.remove_prefix(pair.size());
  }
  return std::nullopt;
}

std::string root_parameter(std::string_view query) {
  return percent_decode(parameter(query, "root").value_or(""));
}

// "qemu", "ssh", "user@host:22", "/system", "?socket=..." of
// qemu+ssh://user@host:22/system?socket=...
struct UriParts {
  std::string_view transport, authority, path, query;
};

std::optional<UriParts> split(std::string_view text) {
  const std::size_t slashes = text.find("://");
  if (slashes == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = text.substr(0, slashes);
  if (scheme != "qemu" && !scheme.starts_with("qemu+")) return std::nullopt;
  UriParts parts;
  if (scheme != "qemu") parts.transport = scheme.substr(5);
  const std::string_view rest = text.substr(slashes + 3);
  const std::size_t question = std::min(rest.find('?'), rest.size());
  parts.query = rest.substr(question);
  const std::size_t path = std::min(rest.find('/'), question);
  parts.authority = rest.substr(0, path);
  parts.path = rest.substr(path, question - path);
  return parts;
}

constexpr std::string_view kHostForms =
    "as in qemu+ssh://HOST/system, qemu+tls://HOST/system, qemu+unix:///system?socket=PATH or "
    "qemu:///system";

}  // namespace

Result<Uri> parse_uri(const std::string& text) {
  if (text.empty()) return Uri{};
  const std::string_view view = text;
  const std::size_t slashes = view.find("://");
  if (slashes == std::string_view::npos || !view.starts_with("qemu"))
    return user_fault(fmt::format("'{}' is not a QEMU connection URI of libvirt", text),
                      std::string(kForms));
  const std::string_view rest = view.substr(slashes + 3);
  if (!rest.starts_with('/'))
    return user_fault(
        fmt::format("'{}' names the host '{}': the console file and the socket of the guest's "
                    "channel would be over there",
                    text, rest.substr(0, rest.find_first_of("/?"))),
        "`folioscope run --host URI` boots on other hosts; here " + std::string(kForms));
  const std::size_t question = rest.find('?');
  const std::string_view path = rest.substr(0, question);
  if (path == "/embed") {
    const std::string_view query =
        question == rest.npos ? std::string_view{} : rest.substr(question);
    return Uri{UriKind::Embed, {}, root_parameter(query)};
  }
  if (path == "/session" || path == "/system") return Uri{UriKind::Local, text, {}};
  return user_fault(fmt::format("'{}' does not name a driver this program knows", text),
                    std::string(kForms));
}

Result<HostUri> parse_host_uri(const std::string& text) {
  const std::optional<UriParts> parts = split(text);
  if (!parts)
    return user_fault(fmt::format("'{}' is not a QEMU connection URI of libvirt", text),
                      std::string(kHostForms));
  if (parts->path != "/system" && parts->path != "/session")
    return user_fault(fmt::format("'{}' does not name a daemon of libvirt", text),
                      std::string(kHostForms));
  if (parts->transport == "ssh" && parts->authority.empty())
    return user_fault(fmt::format("'{}' names no host", text), std::string(kHostForms));
  HostUri uri{text, {}};
  // An answer to a question of ssh would be waited for by nobody.
  if (parts->transport == "ssh" && !parameter(parts->query, "no_tty"))
    uri.text += parts->query.empty() ? "?no_tty=1" : "&no_tty=1";
  const std::size_t at = parts->authority.rfind('@');
  uri.shown =
      fmt::format("qemu{}{}://{}{}", parts->transport.empty() ? "" : "+", parts->transport,
                  at == std::string_view::npos ? parts->authority : parts->authority.substr(at + 1),
                  parts->path);
  if (const auto socket = parameter(parts->query, "socket"))
    uri.shown += fmt::format("?socket={}", *socket);
  return uri;
}

std::string embed_uri(const std::string& root) {
  std::string out = "qemu:///embed?root=";
  for (char c : root) {
    if (is_unreserved(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace folioscope::fleet
