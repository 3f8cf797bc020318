#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The sessions in the documentation print what the tool prints now.

	transcript.py BPFJURY [--update]

Runs the commands of doc/transcript.md, and the example of README.md, in a directory with links to
bpf/ and build/, and compares what they print.  Versions, times, numbers that depend on the
compiler, lines of the verifier's log and the width of columns are not compared.  --update writes
what was printed into doc/transcript.md instead.

Exits 77 with the reason if QEMU, a kernel or the compiler is missing.
"""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import examples

BPFJURY = os.path.abspath(sys.argv[1])
TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENT = os.path.join(TOP, 'doc', 'transcript.md')
KERNELS = ('debian:5.10', 'debian:6.12')
# A block of a session, and in it a command with its continued lines and its output
SESSION = re.compile(r'^```console\n(.*?)^```$', re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r'^\$ (.*\n(?:^>.*\n)*)((?:^(?!\$ ).*\n)*)', re.MULTILINE)
MASKS = (
    (r'\b\d+\.\d+\.\d+\b', 'VERSION'),
    (r'\b\d+\.\d s\b', 'TIME'),
    (r'\btcg\b|\bkvm\b', 'ACCEL'),
    (r'\b(accepted|rejected) +\d+', r'\1 INSNS'),
    (r'at instruction \d+', 'at instruction N'),
    (r'\d+ bytes', 'SIZE'),
    (r'# (figures|memory_bytes|producer): .*', r'# \1: N'),
    (r'\b[0-9a-f]{64}\b', 'SHA256'),
    (r'─+', '─'),
    # results of doctor's checks depend on the machine; the names of the checks are compared
    (r'^(?:ok|--) +(\S+) .*', r'? \1'),
    (r'^(name|release|version|arch|from|size|boots|BTF|serial|initrd|compressions) .*', r'\1'),
)
# the verifier's instructions, and messages that depend on what was cached before
DROPPED = re.compile(r'^ *\|( |$)|^ *# \| |'
                     r'^bpfjury: (reading the package lists|trying KVM with a boot|emulating the processor)')


def skip(why):
    print('SKIP:', why)
    sys.exit(77)


def masked(text):
    lines = []
    for line in text.splitlines():
        if DROPPED.match(line):
            continue
        for pattern, name in MASKS:
            line = re.sub(pattern, name, line)
        indent = len(line) - len(line.lstrip())
        lines.append(line[:indent] + re.sub(r' +', ' ', line.strip()))
    return lines


def run(command, status=0):
    """What @command prints on a terminal, and its status; $? is @status in it."""
    env = {**os.environ, 'COLUMNS': '100', 'LC_ALL': 'C.UTF-8', 'NO_COLOR': '1'}
    done = subprocess.run(['bash', '-c', '(exit "$1"); eval "$2"', 'bash', str(status), command],
                          cwd=WORK, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300)
    return done.stdout.decode(errors='replace').replace('\r', ''), done.returncode


def compare(where, wanted, got):
    wanted, got = masked(wanted), masked(got)
    assert wanted == got, '%s prints something else now:\n%s' % (
        where, '\n'.join(difflib.unified_diff(wanted, got, 'documented', 'printed', lineterm='')))


def transcript(update):
    status, count = 0, 0

    def command(match):
        nonlocal status, count
        typed, output = match.groups()
        printed, status = run(re.sub(r'^> ?', '', typed, flags=re.MULTILINE), status)
        print('$ ' + typed + printed, end='', flush=True)
        if not update:
            compare(typed, output, printed)
        count += 1
        return '$ ' + typed + printed

    text = open(DOCUMENT).read()
    text = SESSION.sub(lambda m: '```console\n' + COMMAND.sub(command, m.group(1)) + '```', text)
    assert count > 10, count
    if update:
        text = text.replace(os.path.expanduser('~') + '/', '~/')  # doctor names the cache
        with open(DOCUMENT, 'w') as f:
            f.write(text)


def readme():
    blocks = examples.source_blocks(os.path.join(TOP, 'README.md'))
    example, = [i for i, block in enumerate(blocks) if block.startswith('cat > ')]
    printed, status = run(blocks[example])
    print(printed, end='', flush=True)
    # progress is not shown there
    table = ''.join(line for line in printed.splitlines(True) if not line.startswith('bpfjury: '))
    compare('README.md', blocks[example + 1], table)
    assert status == 1, status


for tool in ('qemu-system-x86_64', 'clang', 'gcc', 'jq'):
    if not shutil.which(tool):
        skip('no %s' % tool)
for kernel in KERNELS:
    show = [BPFJURY, 'kernel', 'show', '--path', 'image', kernel]
    if subprocess.run(show, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode and \
            subprocess.run([BPFJURY, 'kernel', 'get', kernel]).returncode:
        skip('%s is not available' % kernel)
with tempfile.TemporaryDirectory(prefix='bpfjury-transcript.') as WORK:
    os.symlink(os.path.join(TOP, 'bpf'), os.path.join(WORK, 'bpf'))
    os.symlink(os.path.dirname(BPFJURY), os.path.join(WORK, 'build'))
    transcript('--update' in sys.argv)
    readme()
