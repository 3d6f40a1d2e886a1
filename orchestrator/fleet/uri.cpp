// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/uri.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
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

// The value of `root` in "?a=b&root=DIR"; empty when absent.
std::string root_parameter(std::string_view query) {
  while (!query.empty()) {
    query.remove_prefix(1);  // '?' or '&'
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.starts_with("root=")) return percent_decode(pair.substr(5));
    query.remove_prefix(pair.size());
  }
  return {};
}

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
        fmt::format("'{}' names the host '{}': guests on other hosts are not supported, their "
                    "console file and the socket of the guest's channel would be over there",
                    text, rest.substr(0, rest.find_first_of("/?"))),
        "run folioscope on that host, or " + std::string(kForms));
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
