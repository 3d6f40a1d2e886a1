#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interrupts real runs in every way that hosts do, and holds what is left against a run that nobody
disturbed. Not part of ./dev test: all of it takes two hours.

  soak.py FOLIOSCOPE kills [--count N]     kill -9 of the run, or of a guest, at random moments
  soak.py FOLIOSCOPE disk [--count N]      file systems that run full, of bytes and of inodes
  soak.py FOLIOSCOPE two                   two runs and prunings of the cache at once
  soak.py FOLIOSCOPE steady [--minutes N]  as many guests as fit: memory, descriptors, disk

Each prints one line of a Markdown table, and ends with 1 where something was not as it has to be.
Root is needed for `disk` (it mounts file systems of its own).
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# What a boot that is done has, whoever was killed meanwhile: all that does not count time. Boots
# differ in how often a timer fired, so that events are compared by whether they are all accounted for.
QUERIES = {
    "cells": "select id, variant, machine, workload, boot, block, position, status from cell order by id",
    "metrics": "select cell_id, name, unit, source from metric where source like '%workload%' "
               "and name not like '%time%' order by 1, 2",
    "touched": "select cell_id, value from metric where name = 'selftest_touched' order by 1",
    "unaccounted": "select count(*) from accounting where unaccounted != 0",
    "kernels": "select variant, release, hash from kernel order by 1",
    "formats": "select c.id, count(*) from cell c join event_format f using (format_set) group by 1 order by 1",
}


class Product:
    """The program, with sockets in a directory of its own, so that what stays there is seen."""

    def __init__(self, program):
        self.program = program
        self.runtime = pathlib.Path(tempfile.mkdtemp(prefix="soak-"))  # sockets have short names
        self.environment = dict(os.environ, XDG_RUNTIME_DIR=str(self.runtime))

    def start(self, *arguments, log):
        return subprocess.Popen([self.program, *map(str, arguments)], stdout=log, stderr=log,
                                start_new_session=True, env=self.environment)

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True,
                              env=self.environment)

    def use_cache_of_its_own(self, place):
        """A copy of the kernels and images of the user's: what is pruned here is not his."""
        theirs = pathlib.Path(os.environ.get("FOLIOSCOPE_CACHE",
                                             pathlib.Path.home() / ".cache/folioscope"))
        for name in ("images", "kernels", "packages"):
            if (theirs / name).is_dir():
                subprocess.run(["cp", "-a", "--reflink=auto", theirs / name, place / name], check=True)
        self.environment["FOLIOSCOPE_CACHE"] = str(place)

    def sql(self, run, query):
        done = self.run("sql", run, query, "--json")
        if done.returncode != 0:
            raise SystemExit(f"sql: {done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def answers(self, run):
        return {name: self.sql(run, query) for name, query in QUERIES.items()}


def domain_mark(run):
    return "folioscope-" + hashlib.sha256(str(run.resolve()).encode()).hexdigest()[:8] + "-"


def processes():
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                pass


def guests_of(run):
    mark = domain_mark(run)
    return [pid for pid, line in processes() if "qemu" in line and mark in line]


def left_behind(product, run):
    """What a run that ended must not leave: guests, their sockets, files in its directories of work."""
    left = [f"guest {pid}" for pid in guests_of(run)]
    left += [str(path) for path in product.runtime.rglob("channel-*")]
    for name in ("spool", "scratch"):
        directory = run / name
        if directory.is_dir():
            left += [str(path) for path in directory.iterdir()]
    return left


def differences(expected, found):
    return [name for name in QUERIES if expected[name] != found[name]]


def experiment(place, boots):
    path = place / "soak.yaml"
    path.write_text((HERE / "soak.yaml").read_text().replace("boots: 120", f"boots: {boots}"))
    return path


def undisturbed(product, place, soak):
    run = place / "undisturbed"
    with open(place / "undisturbed.log", "w") as log:
        code = product.start("run", soak, "--out", run, log=log).wait()
    if code != 0:
        raise SystemExit(f"the undisturbed run ended with {code}: see {log.name}")
    return product.answers(run)


def kills(product, place, count, boots):
    """Each at a moment before three boots are over, so that some have ended since the last."""
    soak = experiment(place, boots)
    expected = undisturbed(product, place, soak)
    boot_ms = product.sql(place / "undisturbed", "select avg(finished_host_ns - started_host_ns) / 1e6 "
                                                 "ms from cell")[0]["ms"]
    longest = 3 * boot_ms / 1000
    run, log = place / "killed", open(place / "killed.log", "w")
    chance = random.Random(1)
    killed = {"the run": 0, "a guest": 0}
    rounds = runs = 0
    while rounds < count:
        first = not (run / "run.db").exists()
        process = product.start(*(("run", soak, "--out", run) if first else
                                  ("resume", run)), log=log)
        time.sleep(chance.uniform(0.05, longest))
        if process.poll() is not None:  # complete: on with a new one
            runs += 1
            check = differences(expected, product.answers(run))
            if check or left_behind(product, run):
                return False, f"after {rounds} kills: {check} differ, left: {left_behind(product, run)}"
            subprocess.run(["rm", "-rf", run], check=True)
            continue
        guests = guests_of(run)
        if guests and chance.random() < 0.25:
            os.kill(chance.choice(guests), signal.SIGKILL)
            killed["a guest"] += 1
            time.sleep(chance.uniform(0, 3))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        killed["the run"] += 1
        rounds += 1
        # A directory in which nothing was begun is what the first kills leave.
        if run.exists() and not (run / "run.db").exists():
            subprocess.run(["rm", "-rf", run], check=True)
    if run.exists():
        code = product.start("resume", run, log=log).wait()
        if code != 0:
            return False, f"the last resume ended with {code}: see {log.name}"
        check = differences(expected, product.answers(run))
        if check or left_behind(product, run):
            return False, f"{check} differ, left: {left_behind(product, run)}"
    return True, (f"{killed['the run']} kills of the run and {killed['a guest']} of guests over "
                  f"{runs + 1} runs of {boots} boots; every store equal to the undisturbed one")


def full_disks(product, place, count, boots):
    soak = experiment(place, boots)
    expected = undisturbed(product, place, soak)
    disk = place / "disk"
    disk.mkdir()
    chance = random.Random(2)
    faults = 0
    for number in range(count):
        inodes = number % 2 == 1
        size = f"nr_inodes={chance.randint(6, 60)}" if inodes else f"size={chance.randint(300, 9000)}k"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "soak", disk], check=True)
        try:
            with open(place / f"disk-{number}.log", "w+") as log:
                code = product.start("run", soak, "--out", disk / "run", log=log).wait()
                log.seek(0)
                said = log.read()
            if code not in (0, 4, 5):
                return False, f"{size}: exit code {code}: {said[-500:]}"
            faults += code != 0
            if code != 0 and "space" not in said and "free" not in said:
                return False, f"{size}: the reason is not said: {said[-500:]}"
            grown = "nr_inodes=100000,size=2g"
            subprocess.run(["mount", "-o", f"remount,{grown}", disk], check=True)
            if (disk / "run" / "run.db").exists():
                again = product.run("resume", disk / "run")
                if again.returncode != 0 and "is finished" not in again.stderr:
                    return False, f"{size}: resume ended with {again.returncode}: {again.stderr[-500:]}"
                check = differences(expected, product.answers(disk / "run"))
                if check or left_behind(product, disk / "run"):
                    return False, f"{size}: {check} differ, left: {left_behind(product, disk / 'run')}"
        finally:
            subprocess.run(["umount", disk], check=True)
    return True, f"{count} full file systems, {faults} of them ended a run; each resumed to the same store"


def two_runs(product, place, boots):
    (place / "cache").mkdir()
    product.use_cache_of_its_own(place / "cache")
    soak = experiment(place, boots)
    expected = undisturbed(product, place, soak)
    logs = [open(place / f"two-{i}.log", "w") for i in range(2)]
    both = [product.start("run", soak, "--out", place / f"two-{i}", log=logs[i])
            for i in range(2)]
    prunings = 0
    while any(process.poll() is None for process in both):
        done = product.run("cache", "prune", "--keep", "6")
        prunings += done.returncode == 0
        time.sleep(2)
    for i, process in enumerate(both):
        run = place / f"two-{i}"
        check = differences(expected, product.answers(run)) if process.returncode == 0 else ["exit"]
        if check or left_behind(product, run):
            return False, f"run {i}: {check} differ, left: {left_behind(product, run)}"
    return True, f"two runs of {boots} boots beside each other and {prunings} prunings of the cache"


def status_of(pid):
    memory = 0
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            memory = int(line.split()[1])
    return memory, len(os.listdir(f"/proc/{pid}/fd"))


def steady(product, place, minutes):
    soak = experiment(place, 10000)
    soak.write_text(soak.read_text().replace("guests: 2\n", ""))
    run = place / "steady"
    with open(place / "steady.log", "w") as log:
        process = product.start("run", soak, "--out", run, log=log)
        samples, end = [], time.monotonic() + minutes * 60
        while time.monotonic() < end and process.poll() is None:
            time.sleep(min(10, minutes * 60 / 12))
            if (run / "run.db").exists() and process.poll() is None:
                scratch = sum(f.stat().st_size for f in run.rglob("*")
                              if f.is_file() and f.parent.name in ("scratch", "spool"))
                samples.append((*status_of(process.pid), scratch))
        if process.poll() is not None:
            return False, f"the run ended by itself: see {log.name}"
        os.killpg(process.pid, signal.SIGINT)
        code = process.wait()
    boots = product.sql(run, "select count(*) n from cell where status = 'done'")[0]["n"]
    early, late = samples[len(samples) // 4], samples[-1]
    flat = (late[0] < early[0] * 1.2 + 4096 and late[1] <= early[1] + 4
            and late[2] <= early[2] * 2 + (1 << 20))
    text = (f"{boots} boots in {minutes:g} min; resident {early[0] >> 10} MiB after a quarter, "
            f"{late[0] >> 10} at the end; descriptors {early[1]}, {late[1]}; scratch files "
            f"{early[2] >> 10} KiB, {late[2] >> 10}")
    return flat and code == 130 and not guests_of(run), text


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("what", choices=["kills", "disk", "two", "steady"])
    parser.add_argument("--count", type=int, help="kills (100) or disks (10)")
    parser.add_argument("--boots", type=int, help="of a run: kills (120), disk (16), two (60)")
    parser.add_argument("--minutes", type=float, default=60)
    given = parser.parse_args()
    place = pathlib.Path(tempfile.mkdtemp(prefix="folioscope-soak-"))
    product = Product(given.program)
    begin = time.monotonic()
    ways = {"kills": lambda: kills(product, place, given.count or 100, given.boots or 120),
            "disk": lambda: full_disks(product, place, given.count or 10, given.boots or 16),
            "two": lambda: two_runs(product, place, given.boots or 60),
            "steady": lambda: steady(product, place, given.minutes)}
    good, text = ways[given.what]()
    took = time.monotonic() - begin
    print(f"| {given.what} | {'held' if good else '**FAILED**'} | {text} | {took / 60:.0f} min |")
    if good:
        subprocess.run(["rm", "-rf", place, product.runtime], check=True)
    else:
        print(f"its files are in {place}", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
