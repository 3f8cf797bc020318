#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Shared by the tests that build kernels: the tool, its cache, and its results.  argv: BPFJURY
CASE"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOOL = os.path.abspath(sys.argv[1])
CACHE = os.environ.get('BPFJURY_CACHE') or os.path.join(
    os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'bpfjury')
WORK = tempfile.mkdtemp(prefix='bpfjury-kernels.')


def skip(why):
    print('SKIP: ' + why)
    shutil.rmtree(WORK, ignore_errors=True)
    sys.exit(77)


def run(*args, status=0, cache=CACHE, **env):
    """Run the tool; return its stdout and stderr."""
    p = subprocess.run([TOOL, *args], text=True, errors='replace', stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, env=dict(os.environ, BPFJURY_CACHE=cache, **env))
    assert status is None or p.returncode == status, (args, p.returncode, p.stdout[-2000:], p.stderr[-4000:])
    return p.stdout, p.stderr


def build(*args, cache=CACHE, **env):
    out, err = run('kernel', 'build', *args, cache=cache, **env)
    return out.strip(), err


def path_of(kernel, what, cache=CACHE):
    return run('kernel', 'show', '--path', what, kernel, cache=cache)[0].strip()


def need_source(series):
    """The unpacked source of a series, fetched first if it is not in the cache."""
    out, err = run('kernel', 'config', 'debian:' + series, status=None)
    if 'mirror' in err and ('cannot be read' in err or 'has no such' in err or 'has no kernel source' in err or 'knows no' in err):
        skip(err.strip().splitlines()[-1])
    if 'missing here' in err:
        skip(err.strip().splitlines()[-1] + ' (scripts/setup kernels)')
    found = glob.glob(os.path.join(CACHE, 'sources', f'debian-linux-source-{series}_*', 'tree'))
    assert found, (out, err)
    return max(found, key=lambda p: [int(n) for n in re.findall(r'\d+', p)])


def judge(kernel, *args, status=0):
    """Judge on @kernel; return result.json."""
    out = os.path.join(WORK, 'judged')
    run('try', '-q', '-k', kernel, '-o', out, *args, status=status)
    with open(os.path.join(out, 'result.json')) as f:
        return json.load(f)


def main(cases):
    try:
        cases[sys.argv[2]]()
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
