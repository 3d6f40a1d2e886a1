// SPDX-License-Identifier: GPL-3.0-or-later
// The io thread's loop, for headers: Asio's own take longer to read than most files to compile.
#pragma once

namespace boost::asio {
class io_context;
}
