#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs a guest to hand a million page_ref events to the host, beside `trace-cmd record` in
the same guest, which writes them into memory there (tmpfs).

  record.py FOLIOSCOPE [ROUNDS]

The same reads of a file run with tracing off, under trace-cmd, and with the events streamed; the CPU
time that the guest was busy (/proc/stat), until three idle seconds after the last read, above that of
the first is the cost. Prints each round and the ratio of the medians. Root and a network (Debian's package trace-cmd) as any run with `packages`.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

COMMON = """
name: record
base: {debian: linux-source-6.1}
config: [base, tracing, mm-debug]
instrumentation: 6.1
variants:
  - {name: stock}
machines:
  - {name: smp2, vcpus: 2, memory: 2GiB}
boots: 1
seed: 1
"""
# Each page that is read is referenced and released: two events.
SCRIPT = """
      busy() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 }' /proc/stat; }
      measure() {
        name=$1; shift
        before=$(busy)
        "$@" > /dev/null 2>&1
        sleep 3
        echo "$name: $(($(busy) - before))"
      }
      dd if=/dev/zero of=/tmp/file bs=1M count=64 2> /dev/null
      echo 'for i in $(seq 32); do dd if=/tmp/file of=/dev/null bs=1M 2> /dev/null; done' > /tmp/read
      sh /tmp/read
"""
METRIC = "{{name: {0}, pattern: '{0}: ([0-9]+)', unit: centiseconds}}"


def experiment(place, observed, measured):
    """`measured`: name of the metric and what is run."""
    lines = "".join(f"      measure {name} {command}\n" for name, command in measured)
    metrics = ", ".join(METRIC.format(name) for name, _ in measured)
    packages = "    packages: [trace-cmd]\n" if any("trace-cmd" in c for _, c in measured) else ""
    text = (f"{COMMON}{observed}\nworkloads:\n  - name: reads\n{packages}    script: |{SCRIPT}{lines}"
            f"    metrics: [{metrics}]\n    timeout: 600s\n")
    path = place / "record.yaml"
    path.write_text(text)
    return path


def run(folioscope, path, out):
    done = subprocess.run([folioscope, "run", path, "--out", out, "--accel", "tcg", "--guests", "1"],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)

    def sql(query):
        answer = subprocess.run([folioscope, "sql", out, query, "--json"], capture_output=True,
                                text=True, check=True)
        return [json.loads(line) for line in answer.stdout.splitlines()]

    metrics = {row["name"]: row["value"] for row in sql("select name, value from metric")}
    events = sql("select coalesce(sum(stored), 0) n, coalesce(sum(lost), 0) lost from accounting")[0]
    return metrics, events


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folioscope")
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    arguments = parser.parse_args()
    recorded, streamed = [], []
    with tempfile.TemporaryDirectory(prefix="record-") as directory:
        place = pathlib.Path(directory)
        for number in range(arguments.rounds):
            quiet, _ = run(arguments.folioscope, experiment(place, "observe: counters", [
                ("bare", "sh /tmp/read"),
                ("recorded", "trace-cmd record -q -b 16384 -e page_ref -o /tmp/trace.dat "
                             "sh /tmp/read")]), place / f"quiet-{number}")
            loud, events = run(arguments.folioscope, experiment(place, "events: [page_ref]", [
                ("streamed", "sh /tmp/read")]), place / f"loud-{number}")
            recorded.append((quiet["recorded"] - quiet["bare"]) / 100)
            streamed.append((loud["streamed"] - quiet["bare"]) / 100)
            print(f"reads alone {quiet['bare'] / 100:.2f} s of CPU; recorded by trace-cmd "
                  f"{recorded[-1]:.2f} s more; streamed {streamed[-1]:.2f} s more "
                  f"({events['n']:,} events, {events['lost']:,} lost)")
    ratio = statistics.median(streamed) / statistics.median(recorded)
    print(f"a guest's CPU time, streamed to the host against trace-cmd record: ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
