#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The counts of scripts/run-suites, with a fake meson that writes a given log.

	test-run-suites.py RUN-SUITES SCRIPTS-TEST TESTS-MESON.BUILD
"""
import json
import os
import re
import subprocess
import sys
import tempfile

import subtests

RUN = os.path.abspath(sys.argv[1])
MESON = '''#!/usr/bin/env python3
import json, os, sys
argv = sys.argv[1:]
if '--list' in argv:
    print('bpfjury:unit / process\\nbpfjury:vm / vm-panic')
    sys.exit()
build, base = (argv[argv.index(o) + 1] for o in ('-C', '--logbase'))
suite = ' '.join(argv[argv.index('--repeat'):]) if '--repeat' in argv else argv[argv.index('--suite') + 1]
rows = json.loads(os.environ['ROWS']).get(os.path.basename(build) + ':' + suite)
assert 'abort_on_error=1' in os.environ['ASAN_OPTIONS'] and 'halt_on_error=1' in os.environ['UBSAN_OPTIONS']
if rows is not None:
    os.makedirs(build + '/meson-logs', exist_ok=True)
    with open(build + '/meson-logs/' + base + '.json', 'w') as f:
        f.writelines(json.dumps(row) + '\\n' for row in rows)
# as meson: the exit status is the number of failures, or 128 + the signal that killed it
sys.exit(int(os.environ['DIES']) or sum(row['result'] in ('FAIL', 'TIMEOUT', 'ERROR') for row in rows or []))
'''


def row(name, result, stdout=''):
    return {'name': name, 'result': result, 'stdout': stdout}


def run(words, rows, dies=0):
    with tempfile.TemporaryDirectory() as work:
        with open(work + '/meson', 'w') as f:
            f.write(MESON)
        os.chmod(work + '/meson', 0o755)
        return subprocess.run([sys.executable, RUN, work + '/build', *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True,
                              env={**os.environ, 'PATH': work + ':' + os.environ['PATH'], 'ROWS': json.dumps(rows),
                                   'DIES': str(dies)})


def refused(*words):
    return run(words, {})


def count(status, last, rows, *words, said=(), dies=0):
    p = run(words, rows, dies)
    lines = p.stdout.splitlines()
    assert (p.returncode, lines[-1:]) == (status, [last]), p
    for line in said:
        assert line in lines, (line, p.stdout)


def plain():
    count(0, '2 passed, 0 failed, 0 skipped', {'build:unit': [row('a', 'OK'), row('b', 'OK')]}, 'unit')
    count(1, '1 passed, 1 failed, 0 skipped', {'build:unit': [row('a', 'OK'), row('b', 'FAIL')]}, 'unit')
    count(1, '1 passed, 1 failed, 0 skipped', {'build:unit': [row('a', 'OK'), row('b', 'TIMEOUT')]}, 'unit')
    # killed: the log is incomplete
    count(1, '1 passed, 1 failed, 0 skipped', {'build:unit': [row('a', 'OK')]}, 'unit', dies=137,
          said=['suite unit: meson ended before all of it was run'])


def skipped():
    count(0, '1 passed, 0 failed, 1 skipped',
          {'build:unit': [row('a', 'OK'), row('b', 'SKIP', 'x\nSKIP: no kernel\n')]}, 'unit', said=['SKIP b: no kernel'])
    # SKIP at the start of a line in a test that passed; elsewhere in a line it does not count
    count(0, '2 passed, 0 failed, 2 skipped',
          {'build:unit': [row('a', 'OK', 'ok x\nSKIP: no zstd\nSKIP: no cpio\n'), row('b', 'OK', 'says SKIP: no\n')]},
          'unit', said=['SKIP a: no zstd', 'SKIP a: no cpio'])
    count(0, '1 passed, 0 failed, 1 skipped', {'build:unit': [row('a', 'OK'), row('b', 'SKIP')]}, 'unit',
          said=['SKIP b: it does not say why; see its log'])


def nothing_ran():
    count(1, '0 passed, 1 failed, 1 skipped', {'build:unit': [row('b', 'SKIP', 'SKIP: none\n')]}, 'unit')
    count(1, '0 passed, 1 failed, 0 skipped', {'build:unit': []}, 'unit')
    count(1, '0 passed, 1 failed, 0 skipped', {}, 'unit')
    # one suite of several
    count(1, '1 passed, 1 failed, 0 skipped', {'build:unit': [row('a', 'OK')]}, 'unit', 'vm')


def other_builds():
    rows = {'build:unit': [row('a', 'OK')], 'build-developer:unit': [row('a', 'OK')],
            'build-fuzz:fuzz': [row('f', 'OK', 'FIGURES: 5 executions\n')], 'build:vm': [row('v', 'OK')]}
    count(0, '4 passed, 0 failed, 0 skipped', rows, 'unit', 'sanitized', 'fuzz', 'vm', said=['f: 5 executions'])
    count(1, '0 passed, 1 failed, 0 skipped', {'build:unit': [row('a', 'OK')]}, 'sanitized')


def known_to_fail():
    known = row('a', 'OK', '# x\nKNOWN FAILURE: x: two runs write one file\n')
    count(0, '1 passed, 0 failed, 0 skipped, 1 known to fail', {'build:unit': [known]}, 'unit',
          said=['KNOWN FAILURE a: x: two runs write one file'])
    count(0, '1 passed, 0 failed, 0 skipped, 1 known to fail', {'build:unit': [row('a', 'EXPECTEDFAIL')]}, 'unit')
    count(1, '1 passed, 1 failed, 0 skipped', {'build:unit': [row('a', 'OK'), row('b', 'UNEXPECTEDPASS')]}, 'unit')


def stress():
    processors = str(2 * os.cpu_count())
    asked = 'build:--repeat 3 --maxfail 1 --timeout-multiplier 4 --num-processes %s vm-panic' % processors
    count(0, '3 passed, 0 failed, 0 skipped', {asked: [row('vm-panic', 'OK')] * 3}, '--stress', '3', 'vm-panic')
    count(1, '1 passed, 1 failed, 0 skipped', {asked: [row('vm-panic', 'OK'), row('vm-panic', 'FAIL')]},
          '--stress', '3', 'vm-panic')
    for words, said in ((['0', 'vm-panic'], 'N is a number'), (['3'], 'a TEST is needed'), (['x', 'vm-panic'], 'N is a number'),
                        (['3', 'vm-panik'], 'vm-panik: no such test; did you mean vm-panic?')):
        p = refused('--stress', *words)
        assert p.returncode == 2 and said in p.stderr and p.stderr.count('\n') == 1, p


def helpers():
    """Output of subtests.py: a test is skipped if all of its sub-tests were skipped."""
    here = os.path.dirname(os.path.abspath(__file__))
    for tests, status, printed in (('a', 0, '# a\nok a\n'), ('s', 77, '# s\nSKIP: s: no disk\n'),
                                   ('a, s', 0, '# a\nok a\n# s\nSKIP: s: no disk\n'),
                                   ('part', 0, '# part\nSKIP: no zstd\nok part\n'),
                                   ('known', 0, '# known\nKNOWN FAILURE: known: not mended\nok known\n'),
                                   ('mended', 1, '# mended\n')):
        script = ('import sys; sys.path.insert(0, %r); import subtests\ndef a(): pass\ndef s(): subtests.skip("no disk")\n'
                  'def part(): subtests.lacks("no zstd")\n'
                  '@subtests.known_failure("not mended")\ndef known(): assert False\n'
                  '@subtests.known_failure("mended")\ndef mended(): pass\n'
                  'subtests.run([%s])' % (here, tests))
        p = subprocess.run([sys.executable, '-c', script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert (p.returncode, p.stdout) == (status, printed), (tests, p)


def script():
    """scripts/test prints its help and refuses what is no suite, before it installs or builds
    anything; it knows the suites of meson's files."""
    script, *builds = (os.path.abspath(path) for path in sys.argv[2:5])

    def said(*words):
        return subprocess.run([script, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**os.environ, 'PATH': '/usr/bin:/bin', 'BPFJURY_BUILD': '/nonexistent/build'})

    for word in '-h', '--help':
        p = said(word)
        assert p.returncode == 0 and 'scripts/test [SUITE]...' in p.stdout and 'set -eu' not in p.stdout and not p.stderr, p
    for words in ['unti'], ['unit', '--stres'], ['--bogus']:
        p = said(*words)
        assert p.returncode == 2 and 'no such suite: ' + words[-1] in p.stderr and p.stderr.count('\n') == 1, p
    text = ''.join(open(build).read() for build in builds)
    suites = set(re.findall(r"suite: '([a-z-]+)'", text)) | set(re.findall(r"^    '([a-z-]+)': \[files\(.*\{$", text, re.M))
    assert {'unit', 'vm', 'checks', 'errata', 'libbpf', 'selftests', 'faults', 'packages'} <= suites, suites
    unknown = suites - set(re.search(r'there are (.*);', p.stderr)[1].split())
    assert not unknown, unknown


subtests.run([script, plain, skipped, nothing_ran, other_builds, known_to_fail, stress, helpers])
