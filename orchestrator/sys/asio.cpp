// SPDX-License-Identifier: GPL-3.0-or-later
// Boost.Asio compiled once; those that include it have BOOST_ASIO_SEPARATE_COMPILATION.
#include <boost/asio/impl/src.hpp>
