#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The BPF objects of Debian's packages, judged; the verdicts are compared with those that were
kept, and the fair share is printed (scripts/fair-share).

    packages.py BPFJURY SERIES              5.10, 6.1, 6.12 or 7.2: all objects
    packages.py BPFJURY small               a few packages of one suite, on 6.12
    packages.py BPFJURY SERIES --update     keep the verdicts that are found
    packages.py BPFJURY keep RESULT...      keep those of results that were made in corpus.py's
                                            directory; later ones override earlier ones

No object is kept here.  expected/SERIES.tsv has a row for each: its path (corpus.py), the start of
its SHA-256, how many programs it has, and those that were not accepted, each with its reason;
"(whole)" is the load of all of them together.  An object with another SHA-256 is of a package that has moved.  It is listed and not compared, and so
is one that is new.
"""
import collections
import json
import os
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')]
from built import CACHE, WORK, judge, main, skip  # noqa: E402
import corpus  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
FAIR_SHARE = os.path.join(HERE, '../../scripts/fair-share')
CONFIG = os.path.join(HERE, 'bpfjury.yaml')
EXCEPTIONS = os.path.join(HERE, 'fair-share.yaml')
# small packages, with maps, tail calls, freplace and lirc_mode2
SMALL = [('trixie', 'libxdp1'), ('trixie', 'ir-keytable'), ('trixie', 'xdp-tests')]

# What is kept of an object: sha256 (its first 16 digits), programs, refused {program: reason}
Kept = collections.namedtuple('Kept', 'sha256 programs refused')


def read_kept(path):
    kept = {}
    if os.path.exists(path):
        with open(path) as f:
            for line in f:
                if not line.startswith('#'):
                    name, sha, programs, *refused = line.rstrip('\n').split('\t')
                    kept[name] = Kept(sha, int(programs), dict(r.rsplit('=', 1) for r in refused))
    return kept


def write_kept(path, kept):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as f:
        f.write('# Made by packages.py --update: object, SHA-256, programs, PROGRAM=REASON of those not accepted\n')
        for name, o in sorted(kept.items()):
            refused = [f'{p}={reason}' for p, reason in sorted(o.refused.items())]
            f.write('\t'.join([name, o.sha256, str(o.programs), *refused]) + '\n')


def found_in(judged):
    """{path: Kept} of a kernel's result."""
    found = {}
    for o in judged['objects']:
        programs = [p for p in o.get('programs', []) if not p.get('variant')]
        answers = {**{p['name']: p for p in programs}, **({'(whole)': o['whole']} if 'whole' in o else {})}
        refused = {name: p.get('reason') or p.get('verdict', 'no-verdict')
                   for name, p in answers.items() if p.get('verdict') != 'accepted'}
        found[o['path'].split('objects/', 1)[-1]] = Kept(o['sha256'][:16], len(programs), refused)
    return found


def compare(kept, found):
    """Lines for what differs, and for what cannot be compared."""
    differ, moved, same_bytes = [], [], {o.sha256: o for o in kept.values()}
    for name, o in sorted(found.items()):
        before = same_bytes.get(o.sha256)
        if not before:
            moved.append(f'{name}: {"another SHA-256" if name in kept else "new"}: {o.programs} programs, '
                         f'{len(o.refused)} not accepted')
            continue
        if before.programs != o.programs:
            differ.append(f'{name}: {o.programs} programs instead of {before.programs}')
        for program in sorted(before.refused.keys() | o.refused.keys()):
            was, now = before.refused.get(program, 'accepted'), o.refused.get(program, 'accepted')
            if was != now:
                differ.append(f'{name}: {program}: {now} instead of {was}')
    return differ, moved


def fetched(wanted=None):
    """The corpus' directory, and the manifest's rows; skipped without a mirror."""
    directory = os.path.join(CACHE, 'packages' if wanted is None else 'packages-small')
    os.makedirs(directory, exist_ok=True)
    try:
        rows = corpus.make(directory, wanted)
    except corpus.Unavailable as e:
        skip(str(e))
    return directory, rows


def judged_on(kernel, directory):
    """The kernel's result, and the fair share's counts.  Prints the table and what is not fair."""
    os.chdir(directory)  # the paths in the result are those of the command line
    [result] = judge(kernel, '--timeout', '7200', '-c', CONFIG, 'objects', status=None)['kernels']
    assert result['outcome'] == 'complete', (result['outcome'], result.get('why'))
    counts = os.path.join(WORK, 'counts.json')
    subprocess.run([FAIR_SHARE, '-t', EXCEPTIONS, '--json', counts, os.path.join(WORK, 'judged/result.json')], check=True)
    with open(counts) as f:
        return result, json.load(f)


def series(name, wanted=None):
    directory, rows = fetched(wanted)
    versions = sorted({'/'.join(row.path.split('/')[:2]) + ' ' + row.version for row in rows})
    print('packages:', ', '.join(versions))
    result, counts = judged_on('debian:' + name, directory)
    path = os.path.join(HERE, 'expected', name + '.tsv')
    kept, found = read_kept(path), found_in(result)
    if '--update' in sys.argv:
        write_kept(path, found)
        return
    differ, moved = compare(kept, found)
    gone = sorted(kept.keys() - found.keys()) if wanted is None else []
    for line in [*moved, *(f'{name}: gone' for name in gone)]:
        print('not compared:', line)
    for line in differ:
        print('DIFFERENT:', line)
    [share] = counts['programs']['kernels'].values()
    print(f'FIGURES: {len(found)} objects, {len(moved)} moved, {share["accepted"]} of {share["of"]} programs judged fairly, '
          f'{share["kernel"]} truly refused')
    assert found and not differ


def keep():
    """From results that are there: SERIES.tsv for each kernel in them."""
    found = collections.defaultdict(dict)
    for path in sys.argv[3:]:
        with open(path) as f:
            for k in json.load(f)['kernels']:
                found['.'.join(k['version'].split('.')[:2])].update(found_in(k))
    for name, of in found.items():
        write_kept(os.path.join(HERE, 'expected', name + '.tsv'), of)


CASES = {'keep': keep, 'small': lambda: series('6.12', SMALL), **{n: (lambda n=n: series(n)) for n in ('5.10', '6.1', '6.12', '7.2')}}

if __name__ == '__main__':
    sys.exit(main(CASES))
