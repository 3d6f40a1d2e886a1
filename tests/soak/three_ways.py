#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One experiment file in three ways: on this host, on two hosts by their libvirt, on two nodes of
Slurm, hosts and nodes being network namespaces of this one. Prints what each report says of the
metrics, as a Markdown table, and whether the three 95 % intervals of a difference meet. Times need not: each
way has as many guests at once as it has. Ends with 1 where the ways decide otherwise: the experiment's
deciding metric has another outcome, or intervals that do not meet; or where a way failed. Needs root.

  three_ways.py FOLIOSCOPE [EXPERIMENT]
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Script:
    """One of tests/e2e: ready when it says so, and gone with its standard input."""

    def __init__(self, name, directory):
        directory.mkdir()
        self.process = subprocess.Popen(["bash", ROOT / "tests/e2e" / name, directory],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit(f"{name} did not start: see {directory}")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def folioscope(program, *words, log, environment=None):
    with open(log, "a") as out:
        return subprocess.run([program, *map(str, words)], stdout=out, stderr=out,
                              env=environment).returncode


def here(program, experiment, place):
    folioscope(program, "run", experiment, "--out", place / "here", "--accel", "tcg",
               log=place / "here.log")
    return place / "here"


def hosts(program, experiment, place):
    script = Script("libvirt_hosts.sh", place / "hosts.d")
    try:
        uris = [(place / "hosts.d" / f"{name}.uri").read_text().strip() for name in "ab"]
        folioscope(program, "run", experiment, "--out", place / "hosts", "--accel", "tcg", "--guests",
                   "1", *[word for uri in uris for word in ("--host", uri)], log=place / "hosts.log")
    finally:
        script.end()
    return place / "hosts"


def slurm(program, experiment, place):
    script = Script("slurm_cluster.sh", place / "slurm.d")
    environment = dict(os.environ, SLURM_CONF=str(place / "slurm.d" / "slurm.conf"))
    try:
        folioscope(program, "submit", experiment, "--slurm", "--out", place / "slurm",
                   "--cells-per-task", "4", "--accel", "tcg", log=place / "slurm.log",
                   environment=environment)
        while subprocess.run(["squeue", "-h"], env=environment, capture_output=True).stdout:
            time.sleep(2)
    finally:
        script.end()
    return place / "slurm" / "run"


def outcome(program, run):
    """For each metric and variant: outcome, mean difference, lowest and highest; the deciding metric."""
    done = subprocess.run([program, "report", run, "--format", "json"], capture_output=True, text=True)
    if not done.stdout:
        raise SystemExit(f"no report of {run}: {done.stderr}")
    report = json.loads(done.stdout)
    if not report["run"]["finished"]:
        raise SystemExit(f"{run} is not finished")
    found = {}
    for condition in report["conditions"]:
        for metric in condition["metrics"]:
            for variant in metric["variants"]:
                difference = variant.get("difference")
                if difference and difference.get("interval"):
                    low, high = difference["interval"]
                    found[metric["name"], variant["variant"]] = (
                        variant["outcome"], difference["mean"], low, high)
    return found, report["run"]["cells_done"], report["family"]["primary"]["metric"]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    experiment = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else
                              ROOT / "configs/experiments/quickstart.yaml").resolve()
    place = pathlib.Path(tempfile.mkdtemp(prefix="three-ways-"))
    if folioscope(program, "build", experiment, "--image", log=place / "build.log") != 0:
        raise SystemExit(f"the kernels cannot be built: see {place}/build.log")
    ways = {way.__name__: outcome(program, way(program, experiment, place))
            for way in (here, hosts, slurm)}
    print("| metric | variant | " + " | ".join(
        f"{name}, {cells} boots" for name, (_, cells, _) in ways.items()) + " | meet |")
    print("|---|---|" + "---|" * (len(ways) + 1))
    good = True
    found = [metrics for metrics, _, _ in ways.values()]
    decides = next(iter(ways.values()))[2]
    for key in found[0]:
        values = [metrics.get(key) for metrics in found]
        if None in values:
            continue
        meet = max(v[2] for v in values) <= min(v[3] for v in values)
        if key[0] == decides:
            good = good and meet and len({v[0] for v in values}) == 1
        print("| {} | {} | {} | {} |".format(
            *key, " | ".join(f"{v[0]} {v[1]:.4g} ({v[2]:.4g} to {v[3]:.4g})" for v in values),
            "yes" if meet else "**no**"))
    print(f"runs: {place}", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
