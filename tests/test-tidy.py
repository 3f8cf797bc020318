#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""clang-tidy 19 has no complaint about /init and the tool.  .clang-tidy lists the checks.

	test-tidy.py SOURCE-ROOT BUILD-ROOT
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE, BUILD = map(os.path.abspath, sys.argv[1:])
TIDY = 'clang-tidy-19'


def commands():
    """One compile command per file of /init and the tool: tests compile some files again."""
    found = {}
    with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as f:
        for c in json.load(f):
            path = os.path.normpath(os.path.join(c['directory'], c['file']))
            name = os.path.relpath(path, SOURCE)
            if name.startswith(('init/', 'hostbuild/')) and not c['output'].startswith('tests/'):
                found[name] = {**c, 'file': path}
    return found


def main():
    if not shutil.which(TIDY):
        print('SKIP: no ' + TIDY)
        sys.exit(77)
    found = commands()
    assert len(found) > 100, sorted(found)
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(work, 'compile_commands.json'), 'w', encoding='utf-8') as f:
            json.dump(list(found.values()), f)

        def tidy(name):
            p = subprocess.run([TIDY, '-p', work, '--quiet', os.path.join(SOURCE, name)], cwd=SOURCE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            return p.returncode, p.stdout

        bad = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, (status, text) in zip(sorted(found), pool.map(tidy, sorted(found))):
                if status or re.search(r': (warning|error): ', text):
                    print(text.strip() or '%s: clang-tidy ended with status %d' % (name, status), flush=True)
                    bad += 1
    print('%d files, %d with findings' % (len(found), bad))
    sys.exit(1 if bad else 0)


main()
