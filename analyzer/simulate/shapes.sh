#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# analyzer/simulate/shapes.sh CHART.svg... > analyzer/simulate/shapes.txt
# The values of boots that the charts of results name, without names and units: what is left of each
# after its group's mean, in the group's own standard deviations. A group is one variant at one
# condition. Groups whose boots are all equal have no shape; a chart with fewer than 18 values is
# left out, and of a longer one the first 36 are kept.
set -eu
cat <<'HEAD'
# Made by: analyzer/simulate/shapes.sh $(ls docs/results/*-[123].svg | grep -v growth)
# One line for each chart: what the boots of real runs left after the mean of their group, in
# standard deviations. Groups of 6 or 9 boots, so no value is farther from zero than 2.1 or 2.7.
HEAD
awk '
function flush_group(   i, mean, squares, sd) {
  mean = 0; squares = 0
  for (i = 1; i <= n; ++i) mean += value[i] / n
  for (i = 1; i <= n; ++i) squares += (value[i] - mean) ^ 2
  if (n >= 4 && squares > 1e-9) {
    sd = sqrt(squares / (n - 1))
    for (i = 1; i <= n && kept < 36; ++i) line[++kept] = sprintf("%.2f", (value[i] - mean) / sd)
  }
  n = 0
}
function flush_chart(   i) {
  flush_group()
  if (kept >= 18) {
    for (i = 1; i <= kept; ++i) printf "%s%s", line[i], i < kept ? " " : "\n"
  }
  kept = 0; last_variant = ""; last_boot = 0
}
FNR == 1 { flush_chart() }
match($0, /<title>.*, boot [0-9]+ of [0-9]+: -?[0-9.,]+/) {
  text = substr($0, RSTART + 7, RLENGTH - 7)
  variant = text; sub(/, boot [0-9]+ of .*/, "", variant)
  boot = text; sub(/.*, boot /, "", boot); boot += 0
  figure = text; sub(/.*: /, "", figure); gsub(/,/, "", figure)
  if (variant != last_variant || boot <= last_boot) flush_group()
  value[++n] = figure + 0
  last_variant = variant; last_boot = boot
}
END { flush_chart() }' "$@"
