#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The contract between host and guest is spelled in init/verdict/ and nowhere else.

Usage: test-contract.py SOURCE

Reads every C file of init/ and hostbuild/ outside of init/verdict/.  None of their strings may match
the patterns below, be a reason word or a key of the features, and none of their macros may have the
name of a macro of verdict/.
"""
import os
import re
import sys

SOURCE = sys.argv[1]

# pattern of string literals that spell a part of the contract -> where it is defined
WORDS = {
    r'\bjury\.': 'verdict/run-parameters.h',
    r'docket\.json': 'verdict/docket-format.h: DOCKET_PATH',
    r'^(/docket$|/?docket/)': 'verdict/docket-format.h: DOCKET_DIR and its files',
    r'added\.json': 'verdict/docket-format.h: ADDED_PATH',
    r'%.*\.bpf\.o$': 'verdict/docket-format.h: docket_file()',
    r'bpfjury-(docket|added)/': 'verdict/docket-format.c',
    r'^J1 ': 'verdict/frame.h',
    r'^stop %s': 'verdict/order.h',
    r'KTAP version|Bail out!|^\s*(not )?ok( %|$)': 'verdict/console-words.h',
    r'^(SKIP|TIMEOUT|ERROR)$': 'verdict/ktap-words.h',
    r'cannot open the device': 'verdict/console-words.h',
    r'^(accepted|rejected|unloadable|crashed|unmet)$': 'verdict/model.h',
}
# keys and reasons that are words of their own, which are used with many meanings -> why
COMMON = {
    'attach-target': 'a key of bpfjury.yaml',
    'bpf': 'a file system, a directory',
    'btf': 'a need of an annotation',
    'config': 'a file, an option, a command',
    'interrupted': 'a trial that a signal ended',
    'kconfig': 'a key of bpfjury.yaml',
    'lock': 'a lock file: --lock',
    'memory': 'of the machine: --memory',
}
# (file, string) with another meaning -> that meaning
OTHERS = {
    ('init/explain/reason-patterns.c', 'arena'): 'text of a verifier message',
    ('hostbuild/bisect/term.c', 'splat'): 'the name of a term',
    ('hostbuild/cmd-bisect-options.c', 'program-timeout'): 'the option',
    ('hostbuild/cmd-try-options.c', 'program-timeout'): 'the option',
    ('hostbuild/doctor.c', 'ok'): 'of a part of this machine',
    ('hostbuild/report/kcidb.c', 'ERROR'): 'a status of KCIDB',
    ('hostbuild/report/kcidb.c', 'SKIP'): 'a status of KCIDB',
    ('hostbuild/result/write.c', 'unmet'): 'a key of the totals of result.json',
}

STRING_OR_COMMENT = re.compile(r'//[^\n]*|^#include[^\n]*|/\*.*?\*/|"((?:\\.|[^"\\\n])*)"', re.S | re.M)
MACRO = re.compile(r'^#define +(\w+)', re.M)


KEY = re.compile(r'^#define FEATURES_\w+\s+"(\w+)"', re.M)
REASON = re.compile(r'^\s*REASON\(\w+, "([a-z0-9-]+)"', re.M)


def sources(*rooms):
    for room in rooms:
        for where, _, names in os.walk(os.path.join(SOURCE, room)):
            for name in sorted(names):
                if name.endswith(('.c', '.h')):
                    path = os.path.relpath(os.path.join(where, name), SOURCE)
                    yield path, open(os.path.join(where, name), encoding='utf-8').read()


def without_comments(text):
    """@text with each comment replaced by its newlines."""
    return STRING_OR_COMMENT.sub(lambda m: m[0] if m[1] is not None else '\n' * m[0].count('\n'), text)


def strings_of(text):
    """(line, literal) of a text without comments; adjacent literals are joined."""
    end = joined = at = None
    for m in STRING_OR_COMMENT.finditer(text):
        if end is not None and not text[end:m.start()].strip():
            joined += m[1]
        else:
            if joined is not None:
                yield at, joined
            joined, at = m[1], text.count('\n', 0, m.start()) + 1
        end = m.end()
    if joined is not None:
        yield at, joined


def words_of(path, pattern):
    """Adds the words that a header of verdict/ defines to WORDS."""
    with open(os.path.join(SOURCE, 'init', path), encoding='utf-8') as f:
        words = set(pattern.findall(f.read()))
    WORDS[r'^(%s)$' % '|'.join(sorted(words - set(COMMON)))] = path
    return words


def faults_of(path, text, macros):
    text = without_comments(text)
    for line, string in strings_of(text):
        for word, where in WORDS.items():
            if re.search(word, string) and (path, string) not in OTHERS:
                yield '%s:%d: "%s" is spelled in %s' % (path, line, string, where)
    for m in MACRO.finditer(text):
        if m[1] in macros:
            yield '%s:%d: %s is defined in %s' % (path, text.count('\n', 0, m.start()) + 1, m[1], macros[m[1]])


def main():
    macros = {}
    for path, text in sources('init/verdict'):
        if path.endswith('.h'):
            macros.update((name, path) for name in MACRO.findall(text) if not name.endswith('_H'))
    assert 'DOCKET_PATH' in macros and 'OBJECT_BYTES_MAX' in macros and 'FRAME_MAX' in macros, macros
    keys = words_of('verdict/features-keys.h', KEY)
    reasons = words_of('verdict/reasons.h', REASON)
    assert {'survey', 'unproved_more', 'map_types'} <= keys and len(keys) > 15, keys
    assert {'annotated', 'kernel-crash', 'write-forbidden'} <= reasons and len(reasons) > 60, reasons
    assert set(COMMON) <= keys | reasons, COMMON
    # the check finds planted faults, and ignores comments
    planted = '/* "jury.x" */\nconst char *a = "/docket" /* of it */ ".json",\n\t*b = "x";\n#define FRAME_MAX 1\n// "J1 "\n' \
        'const char *c = "kernel-crash", *d = "map_types";\n'
    assert list(faults_of('planted.c', planted, macros)) == [
        'planted.c:2: "/docket.json" is spelled in verdict/docket-format.h: DOCKET_PATH',
        'planted.c:6: "kernel-crash" is spelled in verdict/reasons.h',
        'planted.c:6: "map_types" is spelled in verdict/features-keys.h',
        'planted.c:4: FRAME_MAX is defined in init/verdict/frame.h']
    count, faults = 0, []
    for path, text in sources('init', 'hostbuild'):
        if not path.startswith('init/verdict/'):
            count += 1
            faults += faults_of(path, text, macros)
    assert count > 100, count
    print('\n'.join(faults) or '%d files' % count)
    sys.exit(bool(faults))


main()
