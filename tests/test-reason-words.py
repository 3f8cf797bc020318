#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every reason word in the code is in bpfjury-result(5), and every one there is in the code.

	test-reason-words.py SOURCE-ROOT
"""
import os
import re
import sys

FILES = ['init/expect.c', 'init/reason.c', 'init/reason.h', 'init/judge.c', 'init/ask.c', 'init/help.c', 'init/compare.c', 'init/supervise.c', 'hostbuild/vm/trial.c']
WORD = r'[a-z]+(?:-[a-z0-9]+)*'

# where a reason is written: a row of the table, set(), text_set(….reason, …), gather_blame(), environment()
PLACES = [
    r'\{(?:LIBBPF|VERIFIER),(?:[^"]|"(?=(?:[^"\\]|\\.)*"\s*"))*(?:"(?:[^"\\]|\\.)*"\s*)+,\s*"(%s)"' % WORD,
    r'reason,\s*"(%s)"' % WORD,
    r'skipped = "(%s)"' % WORD,
    r'set\(p, VERDICT_[A-Z]+, "(%s)"' % WORD,
    r'gather_blame\([^"]*"(%s)"' % WORD,
    r'"(%s)"' % r'[a-z]+(?:-[a-z0-9]+)+',
]
# shown words that are no reasons of their own
OTHER = set()

text = ''.join(open(os.path.join(sys.argv[1], f)).read() for f in FILES)
code = {word for place in PLACES for word in re.findall(place, text)}
page = open(os.path.join(sys.argv[1], 'man/bpfjury-result.5.scd')).read()
section = page[page.index('# REASONS'):page.index('# EXAMPLE')]
documented = set(re.findall(r'\*(%s)\*' % WORD, section))
code.add('unclassified')

assert len(code) > 40, sorted(code)
missing, stale = sorted(code - documented - OTHER), sorted(w for w in documented if '"%s"' % w not in text)
assert not missing, 'not in bpfjury-result(5): %s' % missing
assert not set(stale) - {'unclassified'}, 'in bpfjury-result(5) and nowhere in the code: %s' % stale
print('%d reason words documented' % len(documented))
