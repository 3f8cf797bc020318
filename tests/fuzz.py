#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Run one fuzzer for some seconds on its corpus, and print how much it executed.

	fuzz.py [--seconds N] [--keep] FUZZER CORPUS

Crashing inputs are written to fuzz-findings/ in the fuzzer's directory.  --keep: add inputs that
reached new code to CORPUS, and remove those whose coverage others have.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

INPUT_MAX = 4096  # bytes; no parser needs a longer input to reach all its branches


def print_figures(name, seconds, output, corpus):
    executed = re.search(r'stat::number_of_executed_units: *(\d+)', output)
    covered = re.findall(r'\bcov: (\d+)', output)
    if not executed or not covered:
        raise SystemExit('%s printed no statistics:\n%s' % (name, output[-4000:]))
    if not int(executed.group(1)) or not int(covered[-1]):
        raise SystemExit('%s: nothing was executed, or it has no coverage' % name)
    print('FIGURES: %s executions in %d s, %s edges reached, from %d inputs kept' % (
        executed.group(1), seconds, covered[-1], len(os.listdir(corpus))), flush=True)


def run(fuzzer, *argv):
    # -close_fd_mask=3: the code under test prints a line for each refused input; drop its output
    return subprocess.run([fuzzer, '-close_fd_mask=3', '-max_len=%d' % INPUT_MAX, '-timeout=20', '-rss_limit_mb=2048',
                           *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace')


def keep(fuzzer, fresh, corpus):
    with tempfile.TemporaryDirectory(dir=os.path.dirname(corpus)) as merged:
        # merge by code reached, not by how often: keeps a tenth of the inputs
        p = run(fuzzer, '-merge=1', '-use_counters=0', merged, corpus, fresh)
        if p.returncode:
            raise SystemExit('no merge:\n' + p.stdout[-4000:])
        kept = set(os.listdir(merged))
        for name in set(os.listdir(corpus)) - kept:
            # inputs that crashed once (found-*) stay
            if not name.startswith('found-'):
                os.unlink(os.path.join(corpus, name))
        for name in kept:
            shutil.copy(os.path.join(merged, name), os.path.join(corpus, name))
    print('%d inputs kept in %s' % (len(os.listdir(corpus)), corpus))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=20)
    parser.add_argument('--keep', action='store_true')
    parser.add_argument('fuzzer')
    parser.add_argument('corpus')
    a = parser.parse_args()
    name = os.path.basename(a.fuzzer)
    findings = os.path.join(os.path.dirname(os.path.abspath(a.fuzzer)), 'fuzz-findings')
    os.makedirs(findings, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='bpfjury-fuzz.') as fresh:
        p = run(a.fuzzer, '-max_total_time=%d' % a.seconds, '-print_final_stats=1',
                '-artifact_prefix=%s/%s-' % (findings, name), fresh, a.corpus)
        if p.returncode:
            print(p.stdout[-12000:])
            print('%s: the input is in %s; once fixed, keep it as %s/found-…' % (name, findings, a.corpus))
            sys.exit(1)
        print_figures(name, a.seconds, p.stdout, a.corpus)
        if a.keep:
            keep(a.fuzzer, fresh, a.corpus)


main()
