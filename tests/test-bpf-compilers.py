#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Each clang installed, clang-14 to clang-99, compiles every program of bpf/ without a warning.

	test-bpf-compilers.py [-o DIRECTORY] SOURCE-DIRECTORY NAME[=CLANG]... -- CLANG'S OPTIONS...

NAME=CLANG: needs at least clang CLANG; older ones skip it.  -o keeps the objects, as
DIRECTORY/VERSION/NAME.bpf.o.  Prints a line for each compiler.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

OLDEST = 14


def compilers():
    found = {}
    for version in range(OLDEST, 100):
        path = shutil.which("clang-%d" % version)
        if path:
            found[version] = path
    plain = shutil.which("clang")
    if plain:
        says = subprocess.run([plain, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
        version = int(re.search(r"version (\d+)", says).group(1))
        if version >= OLDEST:
            found.setdefault(version, plain)
    return sorted(found.items())


def main(arguments):
    keep = None
    if arguments[0] == "-o":
        keep, arguments = arguments[1], arguments[2:]
    end = arguments.index("--")
    source, options = arguments[0], arguments[end + 1:]
    programs = [(name, int(needs or OLDEST)) for name, _, needs in (a.partition("=") for a in arguments[1:end])]
    found = compilers()
    assert found, "no clang of %d or later" % OLDEST
    wrong = 0
    with tempfile.TemporaryDirectory() as place, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for version, clang in found:
            directory = os.path.join(keep or place, str(version))
            os.makedirs(directory, exist_ok=True)

            def build(name):
                out = os.path.join(directory, name + ".bpf.o")
                run = subprocess.run([clang, *options, "-c", os.path.join(source, name + ".bpf.c"), "-o", out],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                return name, run.returncode or (1 if run.stdout.strip() else 0), run.stdout

            results = list(pool.map(build, [name for name, needs in programs if needs <= version]))
            left_out = [name for name, needs in programs if needs > version]
            for name, status, said in results:
                if status:
                    wrong += 1
                    print("clang %d, %s.bpf.c:\n%s" % (version, name, said))
            print("clang %d: %d objects%s" % (version, sum(not status for _, status, _ in results),
                                              ", left out: " + ", ".join(left_out) if left_out else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
