#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the fuzz targets of a build with libFuzzer, one after the other, and prints what came of it.

    fuzz.py BUILD MINUTES [TARGET...]

The MINUTES are shared by the targets; without names, by all. What a target finds is named and lies in
BUILD/findings; inputs that reach something new are kept in BUILD/corpus, for the next run, and those
that reach code which tests/fuzz/corpus does not are added there, within its bounds. Ends with 1 when
there is a finding. A finding is repeated by `BUILD/bin/fuzz_TARGET FILE`.
"""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"
LARGEST_INPUT = 4096  # bytes
LARGEST_CORPUS = 64 << 10  # bytes of a target, in the repository
LONGEST_RUN = 10  # seconds that one input may take
ENVIRONMENT = {
    **os.environ,
    # What was freed is kept for a while, and who took it: less of both is twice as fast.
    "ASAN_OPTIONS": "allocator_may_return_null=1:quarantine_size_mb=8:malloc_context_size=6",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
ROW = "{:<16} {:>12} {:>9} {:>7} {:>7} {:>6} {:>9}"


class Target:
    def __init__(self, build, name):
        self.name = name
        self.program = build / "bin" / f"fuzz_{name}"
        self.kept = CORPUS / name
        self.corpus = build / "corpus" / name
        self.findings = build / "findings"
        for place in (self.kept, self.corpus, self.findings):
            place.mkdir(parents=True, exist_ok=True)

    def run(self, *options):
        command = [self.program, f"-max_len={LARGEST_INPUT}", f"-timeout={LONGEST_RUN}",
                   f"-artifact_prefix={self.findings}/{self.name}-", *options]
        # Text of a target may be any bytes.
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=ENVIRONMENT, check=False, errors="replace")

    def files(self):
        return {file.name for file in self.findings.glob(f"{self.name}-*")}

    def fuzz(self, seconds):
        before = self.files()
        ended = self.run(f"-max_total_time={seconds}", "-print_final_stats=1", "-reload=0",
                         self.corpus, self.kept)
        self.log().write_text(ended.stderr)
        found = sorted(self.files() - before)
        if ended.returncode != 0 and not found:
            found = [self.log().name]
        return ended.stderr, found

    def log(self):
        return self.findings / f"log-{self.name}"

    def merge(self):
        """Adds what reaches new code; the largest are left out when there is no room."""
        before = set(self.kept.iterdir())
        self.run("-merge=1", "-use_counters=0", self.kept, self.corpus)
        new = sorted(set(self.kept.iterdir()) - before, key=lambda file: -file.stat().st_size)
        while new and sum(file.stat().st_size for file in self.kept.iterdir()) > LARGEST_CORPUS:
            new.pop(0).unlink()


def number(pattern, text):
    """The last one, or 0."""
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, minutes = Path(sys.argv[1]).resolve(), float(sys.argv[2])
    all_names = sorted(file.name.removeprefix("fuzz_") for file in (build / "bin").glob("fuzz_*"))
    names = sys.argv[3:] or all_names
    unknown = sorted(set(names) - set(all_names))
    if unknown:
        sys.exit(f"fuzz: there is no target {', '.join(unknown)}\n  -> {', '.join(all_names)}")
    seconds = max(1, round(minutes * 60 / len(names)))
    print(ROW.format("target", "executions", "per s", "edges", "corpus", "KiB", "findings"))
    findings = []
    for name in names:
        target = Target(build, name)
        begin = time.monotonic()
        log, found = target.fuzz(seconds)
        took = max(time.monotonic() - begin, 1e-9)
        if not found:
            target.merge()
        executions = number(r"stat::number_of_executed_units: (\d+)", log) or number(r"#(\d+)\t", log)
        kept = list(target.kept.iterdir())
        size = sum(file.stat().st_size for file in kept)
        print(ROW.format(name, executions, round(executions / took), number(r"cov: (\d+)", log),
                         len(kept), f"{size / 1024:.1f}", len(found)), flush=True)
        findings += [target.findings / file for file in found]
    for file in findings:
        print(f"finding: {file}\n  -> {build}/bin/fuzz_{file.name.split('-')[0]} {file}")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
