#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The examples of the manual and the README can be typed as they are shown.

	test-examples.py BPFJURY SOURCE PAGE...
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import examples

BPFJURY, SOURCE, PAGES = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
MAIN, = [page for page in PAGES if page.endswith('/bpfjury.1')]


def as_written():
    """A literal block reaches the reader complete: scdoc interprets backslashes."""
    count = 0
    for page in PAGES:
        source = os.path.join(SOURCE, 'man', os.path.basename(page) + '.scd')
        text = examples.rendered(page)
        for block in examples.source_blocks(source):
            meant = block.replace('\\\\', '\0')
            assert '\\' not in meant, '%s: a backslash alone, which scdoc drops: %s' % (source, block)
            meant = meant.replace('\0', '\\').expandtabs(8)
            assert examples.is_shown(meant, text), '%s does not show:\n%s' % (page, meant)
            count += 1
    assert count > 5, count


def scripts():
    return examples.scripts_of(MAIN, os.path.join(SOURCE, 'README.md'))


def words_are_known():
    """The tool has every command and option in them."""
    count = 0
    for where, script in scripts().items():
        subprocess.run(['bash', '-n'], input=script.replace('…', 'x'), text=True, check=True)
        for line in script.replace('\\\n', ' ').splitlines():
            call = re.match(r'(?:COLUMNS=\d+ )?bpfjury (\S+)(.*)', line)
            if not call:
                continue
            command, rest = call[1], re.split(r'[|#]', call[2])[0]
            text = subprocess.check_output([BPFJURY, command, '--help'], text=True)
            for option in re.findall(r'(?<= )--?[a-z][a-z-]*', rest):
                assert re.search(r'(^|[\s\[,])%s\b' % re.escape(option), text), '%s: %s: %s' % (where, line, option)
                count += 1
    assert count > 10, count


def fake(name, text):
    path = os.path.join(WORK, 'bin', name)
    with open(path, 'w') as f:
        f.write('#!/bin/sh\n' + text)
    os.chmod(path, 0o755)


def run(script):
    env = {**os.environ, 'PATH': os.path.join(WORK, 'bin') + ':' + os.environ['PATH']}
    return subprocess.run(['bash', '-e', '-c', script], cwd=WORK, env=env, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def jq():
    if not shutil.which('jq'):
        return 'no jq'
    one, = [s for s in scripts().values() if 'jq' in s]
    result = {'kernels': [{'version': '6.12.1', 'objects': [{'programs': [
        {'name': 'good', 'met': 'met'}, {'name': 'bad', 'met': 'unmet', 'reason': 'helper-unknown'}]}]},
        {'version': '7.2', 'objects': [{'programs': [{'name': 'lost', 'met': 'unknown', 'reason': 'interrupted'}]}]}]}
    fake('bpfjury', "cat <<'END'\n%s\nEND\n" % json.dumps(result))
    done = run(one)
    assert done.stdout == '6.12.1 bad helper-unknown\n7.2 lost interrupted\n', done


def qemu():
    """QEMU by hand gets the arguments that boot, in both places; vm-example boots them."""
    ran = 0
    fake('qemu-system-x86_64', 'for a; do echo "$a"; done\n')
    fake('bpfjury', 'exec %s "$@"\n' % BPFJURY)
    shutil.copy(os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects', 'whole.bpf.o'), os.path.join(WORK, 'my.bpf.o'))
    for where, script in scripts().items():
        if 'qemu-system-x86_64' not in script:
            continue
        done = run(script)
        assert done.returncode == 0 and done.stdout.splitlines() == [
            '-nographic', '-no-reboot', '-kernel', 'bzImage', '-initrd', 'test.cpio', '-append', 'console=ttyS0 panic=-1'], done
        assert os.path.getsize(os.path.join(WORK, 'test.cpio')) > 100000
        ran += 1
    assert ran == 2, ran


if not shutil.which('groff'):
    print('SKIP: no groff')
    sys.exit(77)
WORK = tempfile.mkdtemp(prefix='test-examples-')
os.mkdir(os.path.join(WORK, 'bin'))
try:
    for test in (as_written, words_are_known, jq, qemu):
        why = test()
        print('# SKIP %s: %s' % (test.__name__, why) if why else 'ok ' + test.__name__)
finally:
    shutil.rmtree(WORK)
