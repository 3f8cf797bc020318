#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every option of a command is in its --help, its man page and both completions, and no other is.

	test-options.py LIST-OPTIONS BPFJURY SOURCE-ROOT
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import subtests

LIST, BPFJURY, ROOT = (os.path.abspath(a) for a in sys.argv[1:])
# files of the working directory are offered too
EMPTY = tempfile.TemporaryDirectory()
# accepted, and answered with "not built yet"; each place lists them separately
PLANNED = {'try': {'--log'}}


def taken():
    """{command: {long option: (takes an argument, short one or None)}}"""
    commands = {}
    for line in subprocess.run([LIST], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        command, name, *short = line.split()
        assert name != '-' and 'DIFFERS' not in short, line
        commands.setdefault(command, {})[name.rstrip('=')] = (name.endswith('='), short[0] if short else None)
    assert sorted(commands) == ['bisect', 'compare', 'doctor', 'history', 'init', 'kernel', 'pack', 'plan', 'report', 'try'] and len(commands['try']) > 15, commands
    return commands


TAKEN = taken()


def agree(where, command, there, planned_too=False):
    """@there: the options of @command in some text."""
    want = {name for name in TAKEN[command] if planned_too or name not in PLANNED.get(command, ())}
    assert not want - there, '%s: %s takes %s, which is not there' % (where, command, sorted(want - there))
    assert not there - want, '%s: has %s, which %s does not take' % (where, sorted(there - want), command)


def help_texts():
    for command, options in TAKEN.items():
        text = subprocess.run([BPFJURY, command, '--help'], check=True, stdout=subprocess.PIPE, text=True).stdout
        there = {}
        for short, name, after in re.findall(r'^ {2,6}(-\w, )?(--[a-z0-9-]+)(.*)$', text, re.M):
            there[name] = (bool(re.match(r' [A-Za-z]', after)), short[:2] or None)
        agree('--help', command, set(there))
        for name, found in there.items():
            assert found == options[name], ('--help', command, name, found, options[name])
        for name in PLANNED.get(command, ()):
            assert name in text[text.index('Not built yet:'):], (command, name)


def manual_options(text):
    """Options at the start of a paragraph of the manual: {long: short}"""
    there = {}
    for line in re.findall(r'^(\*-.*)$', text, re.M):
        names = re.findall(r'\*(-{1,2}[a-z0-9][a-z0-9-]*)\*', line.split(' _')[0])
        long = [n for n in names if n.startswith('--')]
        assert len(long) == 1, line
        there[long[0]] = next((n for n in names if not n.startswith('--')), None)
    return there


def manual():
    page = open(os.path.join(ROOT, 'man', 'bpfjury.1.scd')).read()
    sections = dict(re.findall(r'^## (\w+)\n(.*?)(?=^#)', page, re.M | re.S))
    kernel = open(os.path.join(ROOT, 'man', 'bpfjury-kernel.1.scd')).read()
    sections['kernel'] = kernel[kernel.index('# COMMANDS'):kernel.index('# SOURCES')]
    compare = open(os.path.join(ROOT, 'man', 'bpfjury-compare.1.scd')).read()
    sections['compare'] = compare[compare.index('# OPTIONS'):compare.index('# OUTPUT')]
    bisect = open(os.path.join(ROOT, 'man', 'bpfjury-bisect.1.scd')).read()
    sections['bisect'] = bisect[bisect.index('# OPTIONS'):bisect.index('# OUTPUT')]
    history = open(os.path.join(ROOT, 'man', 'bpfjury-history.1.scd')).read()
    sections['history'] = history[history.index('# OPTIONS'):history.index('# OUTPUT')]
    everywhere = manual_options(page[page.index('# COMMANDS'):page.index('## try')])
    assert everywhere == {'--help': '-h'}, everywhere
    for command, options in TAKEN.items():
        there = {**everywhere, **manual_options(sections[command])}
        # an option of one word of kernel is described with that word
        for word, listed in re.findall(r'^\*(\w+)\* (\[?\*--.*)$', sections[command], re.M):
            there.update({name: None for name in re.findall(r'--[a-z0-9-]+', listed)})
        agree('bpfjury(1)', command, set(there))
        for name, short in there.items():
            assert short == options[name][1], ('bpfjury(1)', command, name, short, options[name])
    for name in PLANNED['try']:
        assert '*%s*' % name in page[page.index('## Not built yet'):], name


def complete(*words):
    """bash's completions of the last of @words."""
    script = ('. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; '
              '_bpfjury; printf "%s\\n" "${COMPREPLY[@]}"')
    p = subprocess.run(['bash', '-c', script, 'bash', os.path.join(ROOT, 'completions', 'bpfjury.bash'), *words],
                       check=True, stdout=subprocess.PIPE, text=True, cwd=EMPTY.name)
    return set(p.stdout.split())


def bash():
    if not shutil.which('bash'):
        subtests.skip('no bash here')
    for command in TAKEN:
        if command != 'kernel':
            agree('bash', command, complete('bpfjury', command, '--'))
    words = ('build', 'config', 'get', 'list', 'pin', 'remove', 'show')
    agree('bash', 'kernel', set().union(*(complete('bpfjury', 'kernel', word, '--') for word in words)))
    assert complete('bpfjury', '') == set(TAKEN) and complete('bpfjury', 'kernel', '') == set(words)
    # after an option that takes an argument no option is offered
    for command, options in TAKEN.items():
        for name, (argument, short) in options.items():
            if argument and name not in PLANNED.get(command, ()):
                for option in filter(None, (name, short)):
                    offered = {w for w in complete('bpfjury', command, option, '') if w in TAKEN or w in set(words) - {'config'}}
                    assert not offered, (command, option, offered)


def zsh():
    text = open(os.path.join(ROOT, 'completions', 'bpfjury.zsh')).read()
    common = set(re.findall(r'--[a-z0-9-]+', text[text.index('common=('):text.index('_arguments -C', text.index('common=('))]))
    assert common == {'--quiet', '--verbose', '--help'}, common
    pieces = {command: re.search(r'^\t%s\)\n?(.*?);;' % command, text, re.M | re.S).group(1) for command in TAKEN}
    pieces['kernel'] = re.search(r'^_bpfjury_kernel\(\) \{(.*?)^\}', text, re.M | re.S).group(1)
    for command, piece in pieces.items():
        there = common if '$common' in piece else set()
        there = there | set(re.findall(r"['{,](--[a-z0-9-]+)", piece))
        agree('zsh', command, there)
        for name, (argument, _) in TAKEN[command].items():
            if name not in common | PLANNED.get(command, set()):
                assert (name + '=' in piece) == argument, ('zsh', command, name)


def unknown():
    """Other options are refused: the tables are the ones that the tool uses."""
    for command, options in TAKEN.items():
        for name in options:
            p = subprocess.run([BPFJURY, command, name + 'x'], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            assert p.returncode == 2 and 'unknown option' in p.stderr, (command, name, p)


subtests.run([help_texts, manual, bash, zsh, unknown])
