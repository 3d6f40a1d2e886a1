#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What KernelShark needs to load one boot of a run, beside the desktop's figures of that run.

kernelshark.py FOLIOSCOPE RUN: exports boot 1 as trace.dat and loads it with libkshark, the library
that KernelShark's window is made of, in this process: so neither Qt nor a display is counted.
Times are wall clock with CPU time in brackets, as analyzer_bench prints them.
"""
import ctypes
import ctypes.util
import os
import subprocess
import sys
import tempfile
import time

STREAM_OPENED = 0


def resident_mib():
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def library():
    """libkshark, or None where it is not installed."""
    for name in ("libkshark.so.2", ctypes.util.find_library("kshark")):
        try:
            return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL) if name else None
        except OSError:
            continue
    return None


def load(kshark, file):
    """Events, wall ms and CPU ms of opening and loading `file`; what it keeps in memory, in MiB."""
    context = ctypes.c_void_p()
    kshark.kshark_instance.argtypes = [ctypes.POINTER(ctypes.c_void_p)]
    kshark.kshark_instance.restype = ctypes.c_bool
    kshark.kshark_open.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    kshark.kshark_load_entries.argtypes = [
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_void_p),
    ]
    kshark.kshark_load_entries.restype = ctypes.c_ssize_t
    before = resident_mib()
    wall, cpu = time.monotonic(), time.process_time()
    if not kshark.kshark_instance(ctypes.byref(context)):
        sys.exit("libkshark does not start")
    stream = kshark.kshark_open(context, file.encode())
    if stream < STREAM_OPENED:
        sys.exit(f"libkshark does not open {file}")
    entries = ctypes.c_void_p()
    events = kshark.kshark_load_entries(context, stream, ctypes.byref(entries))
    return (
        events,
        1e3 * (time.monotonic() - wall),
        1e3 * (time.process_time() - cpu),
        resident_mib() - before,
    )


def main():
    folioscope, run = sys.argv[1:]
    kshark = library()
    if kshark is None:
        print("KernelShark beside it: not installed (apt-get install kernelshark)")
        return
    with tempfile.TemporaryDirectory() as directory:
        file = os.path.join(directory, "boot.dat")
        wall = time.monotonic()
        subprocess.run(
            [folioscope, "export", run, "--cell", "1", "--out", file],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        exported = 1e3 * (time.monotonic() - wall)
        size = os.path.getsize(file) / 1e6
        events, wall_ms, cpu_ms, mib = load(kshark, file)
    per_million = 1e6 / events
    print(f"boot 1 of it as trace.dat: {events} events, {size:.0f} MB, written in {exported:.0f} ms")
    print(
        f"  KernelShark loads them           {wall_ms:9.1f} ms ({cpu_ms:.1f}), {mib:.0f} MiB;"
        f" for 10^6 events {wall_ms * per_million:.0f} ms, {mib * per_million:.0f} MiB"
    )


if __name__ == "__main__":
    main()
