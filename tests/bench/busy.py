#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of the host a fleet keeps busy: CPU time of a whole run, its guests included, over its
time and the cores. From before the first boot to the last commit; kernels are there already.

  busy.py FOLIOSCOPE [EXPERIMENT]   default: configs/experiments/quickstart.yaml
"""
import argparse
import os
import pathlib
import resource
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def cpu_of_children():
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folioscope")
    parser.add_argument("experiment", nargs="?",
                        default=HERE.parent.parent / "configs/experiments/quickstart.yaml")
    arguments = parser.parse_args()
    subprocess.run([arguments.folioscope, "build", arguments.experiment], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="busy-") as place:
        begin, before = time.monotonic(), cpu_of_children()
        subprocess.run([arguments.folioscope, "run", arguments.experiment, "--out", f"{place}/run"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds, cpu = time.monotonic() - begin, cpu_of_children() - before
    cores = len(os.sched_getaffinity(0))
    print(f"a fleet: {cpu:.0f} s of CPU in {seconds:.0f} s on {cores} cores: "
          f"{100 * cpu / (seconds * cores):.0f} % busy")


if __name__ == "__main__":
    main()
