#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang-tidy with the checks of .clang-tidy.
#   tidy.sh BUILD          the C++ files that differ from FOLIOSCOPE_LINT_BASE (default: the commit
#                          before HEAD), those not committed included; no more than 24 of them
#   tidy.sh BUILD --all    every C++ file: about 3 s of CPU each
# A file that passed is not read again until it, a header, or the checks change. What is left out is
# said, never passed over. Exit code: 1 when a file has a finding.
set -euo pipefail

build=$(cd "$1" && pwd)
what=${2:-changed}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly most=24
base=${FOLIOSCOPE_LINT_BASE:-HEAD~1}
passed_dir=${FOLIOSCOPE_CACHE:-$HOME/.cache/folioscope}/lint
mkdir -p "$passed_dir" "$build/lint"

# One command for each file: what is compiled together (a unity build) gets that of its unit. clang
# reads none of g++'s precompiled headers and does not know all of its warnings.
perl -MJSON::PP -0777 -ne '
  for my $entry (@{decode_json($_)}) {
    my $unit = $entry->{file};
    $entry->{command} =~ s/ -(Winvalid-pch|include \S*cmake_pch\.hxx|fpch-preprocess|Wno-stringop-[a-z]*|Wno-maybe-uninitialized|Wno-tsan|Wno-subobject-linkage)//g;
    my @files = $unit;
    if ($unit =~ m{/Unity/unity_\d+_\w+\.cxx$} && open my $lines, "<", $unit) {
      @files = <$lines> =~ /^#include "([^"]*)"/gm;
    }
    push @all, {%$entry, file => $_, command => $entry->{command} =~ s/\Q$unit\E/$_/r} for @files;
  }
  print JSON::PP->new->pretty->canonical->encode(\@all)' \
  "$build/compile_commands.json" >"$build/lint/compile_commands.json"

candidates() {
  if [ "$what" = --all ]; then
    git ls-files '*.cpp'
  else
    git diff --name-only --diff-filter=d "$base" -- '*.cpp'
    git ls-files --others --exclude-standard '*.cpp'
  fi | sort -u
}

if [ "$what" != --all ] && ! git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
  echo "lint: $base is not here, so nothing is known to have changed; ./dev lint --all reads all"
  exit 0
fi

common=$({
  clang-tidy --version
  cat .clang-tidy
  git ls-files '*.h' | xargs cat
} | sha256sum | cut -c1-64)

total=0 read_now=0 known=0 left=0 unread=0 failed=0
while IFS= read -r file; do
  grep -qF "\"file\" : \"$PWD/$file\"" "$build/lint/compile_commands.json" || continue
  total=$((total + 1))
  key=$(printf '%s' "$common" | cat - "$file" | sha256sum | cut -c1-64)
  if [ -e "$passed_dir/$key" ]; then
    known=$((known + 1))
  elif [ "$what" != --all ] && [ "$read_now" -ge "$most" ]; then
    left=$((left + 1))
  else
    read_now=$((read_now + 1))
    findings=$(clang-tidy -p "$build/lint" --quiet "$file" 2>"$build/lint/stderr") && status=0 ||
      status=$?
    # clang 14 lacks parts of C++20 that g++ has; what it cannot read it cannot judge.
    if grep -q '\[clang-diagnostic-error\]' <<<"$findings"; then
      unread=$((unread + 1))
      echo "lint: clang cannot read $file: $(grep -m 1 'clang-diagnostic-error' <<<"$findings")"
    elif [ -n "$findings" ] || [ "$status" -ne 0 ]; then
      failed=$((failed + 1))
      [ -n "$findings" ] || findings=$(tail -n 5 "$build/lint/stderr")
      printf '%s\nlint: %s has findings\n' "$findings" "$file"
    else
      touch "$passed_dir/$key"
    fi
  fi
done < <(candidates)

echo "lint: $total files, $read_now read now, $known known to pass, $failed with findings," \
  "$unread that clang cannot read," \
  "$left left for ./dev lint --all"
[ "$failed" -eq 0 ]
