# SPDX-License-Identifier: GPL-2.0-only
"""Text that a reader of a report could obey, and a result that has it everywhere."""

from results import a_result, an_object, kernel, program

TEXTS = ['<script>alert(1)</script>', ']]>', '\x1b[31m', 'two\nlines', '::error file=x::y', '##[error]', '\u202ereversed',
         '| cell | `code` |', '@torvalds #1 https://example.com/', '"quoted\' &amp; &', '\ufffe\uffff', '<!-- x', '\\*bold\\* **b** _i_',
         '漢字', 'x # SKIP y', 'ok 1 x', '1..0', '# Subtest: x', 'KTAP version 1', 'reboot: System halted', '- x', ' ', '%0A::error::x',
         'a,line=1::x', '\u2028::error::x', '\r::error::x', '</pre><h1>x', '&#58;&#58;error&#58;&#58;x', '](javascript:alert(1))',
         '../../etc/passwd', '\x9b31m', '\u2066x\u2069', 'Kernel panic - not syncing: VFS: x', 'x' * 180, '=1+1', '+cmd|x']


def everywhere(text):
    """A result of each kind of answer, with @text in every place that an object or a guest
    fills."""
    line = text.replace('\n', ' ')
    all_of = {'detail': text, 'help': text, 'erratum': line, 'notes': [line], 'adapted': [line], 'log': text + '\n' + text,
              'source': text, 'source_at': line[:200] + ':7', 'insn': 1, 'section': line, 'type': line[:40], 'reason': line[:40]}
    o = an_object(text, program(text, **all_of), program(text, 'rejected', 'unmet', errno='EACCES', variant='unpriv', **all_of), program(text, 'timeout', 'unknown', **all_of),
                  program(text, 'skipped', 'skipped', **all_of), producer=text, shape=line[:60],
                  whole={'verdict': 'rejected', 'expected': 'accepted', 'met': 'unmet', 'programs': 2, 'reason': line[:40],
                         'detail': text, 'program': text, 'log': text})
    lost = an_object(text + '2', program('x'))
    lost.update(announced=3, ended=False)
    return a_result(*(kernel(text + more, o, lost, outcome=outcome, why=text, release=text, version=text, arch=text,
                             splats=[{'title': text, 'line': text, 'report': text}])
                      for more, outcome in (('', 'complete'), ('l', 'truncated'))))
