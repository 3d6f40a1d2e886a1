// SPDX-License-Identifier: GPL-3.0-or-later
// An axis of values that may span decades. Those stand by their logarithms then; zero, which has
// none, stands apart at the lower end. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::format {

// "10 us" of 10^4 ns, "100" and "0.01" of what is counted.
std::string decade_label(int exponent, std::string_view unit);

class WideAxis {
 public:
  struct Tick {
    double place = 0;
    std::string label;

    bool operator==(const Tick&) const = default;
  };

  WideAxis() = default;
  // Finite values in `unit`, as units are stored. Logarithmic where none is negative and the
  // largest is kSpan times the smallest above zero, or more.
  static WideAxis of(std::span<const double> values, std::string_view unit);
  static constexpr double kSpan = 100;
  // Of 0 and 1: whether it failed.
  static WideAxis of_failed();

  double place(double value) const;
  double low() const { return low_; }  // places of the ends
  double high() const { return high_; }
  const std::vector<Tick>& ticks() const { return ticks_; }  // ascending
  bool logarithmic() const { return logarithmic_; }
  bool jittered() const { return jittered_; }            // many values share few places
  const std::string& symbol() const { return symbol_; }  // of the labels; empty: they have theirs

 private:
  void set_decades(double smallest, double largest, bool zero, std::string_view unit);
  void set_even(std::span<const double> values, std::string_view unit);

  bool logarithmic_ = false, jittered_ = false;
  double factor_ = 1, zero_place_ = 0;
  double low_ = 0, high_ = 1;
  std::string symbol_;
  std::vector<Tick> ticks_;
};

}  // namespace folioscope::format
