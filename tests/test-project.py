#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What bpfjury.yaml may say, what of it the docket has, and what is refused with line and column.

Usage: test-project.py BPFJURY
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import subtests

BPFJURY = os.path.abspath(sys.argv[1])
OBJECTS = os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects')
WORK = tempfile.mkdtemp(prefix='bpfjury-project.')
CONFIG, ARCHIVE = os.path.join(WORK, 'c.yaml'), os.path.join(WORK, 'a.cpio')


def pack(text, *objects):
    """The docket that `text` gives, or the errors of the command."""
    with open(CONFIG, 'w') as f:
        f.write(text)
    if os.path.exists(ARCHIVE):
        os.unlink(ARCHIVE)
    done = subprocess.run([BPFJURY, 'pack', '-o', ARCHIVE, '--compress', 'none', '-c', CONFIG, *(objects or ['a.bpf.o'])],
                          cwd=WORK, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    if done.returncode:
        assert done.returncode == 2 and not os.path.exists(ARCHIVE), done
        return done.stderr
    with open(ARCHIVE, 'rb') as f:
        found = re.search(rb'\{"files":.*"schema":"bpfjury-docket/1"\}\n', f.read())
    return json.loads(found.group(0))


def item(settings, *objects):
    """The one item of an object that has these settings, in block style."""
    docket = pack('objects:\n- match: "*.bpf.o"\n' + ''.join('  %s\n' % l for l in settings.splitlines()), *objects)
    assert isinstance(docket, dict), docket
    assert len(docket['loaders']['items']) == 1, docket
    got = docket['loaders']['items'][0]
    assert got.pop('line') == 2
    return got


def refused(settings, *says):
    text = 'objects:\n- match: a.bpf.o\n' + ''.join('  %s\n' % l for l in settings.splitlines())
    errors = pack(text)
    assert isinstance(errors, str), 'taken: %s' % settings
    for said in says:
        assert said in errors, (settings, said, errors)


def maps():
    got = item('maps:\n  "ev*":\n    max-entries: cpus\n    key-size: 4\n    value-size: 0x40\n    flags: [BPF_F_NO_PREALLOC]\n'
               '  ring: {max-entries: {pages: 8}, type: ringbuf}\n  n: {max-entries: 4096, flags: none}\n'
               '  o: {inner: {type: hash, key-size: 4, value-size: 8, max-entries: 16, flags: BPF_F_ZERO_SEED}}\n  gone: {autocreate: false}')
    assert got['maps'] == [
        {'line': 4, 'name': 'ev*', 'max_entries': 'cpus', 'key_size': 4, 'value_size': 64, 'flags': 1},
        {'line': 9, 'name': 'ring', 'max_entries': {'pages': 8}, 'type': 'ringbuf'},
        {'line': 10, 'name': 'n', 'max_entries': 4096, 'flags': 0},
        {'line': 11, 'name': 'o', 'inner': {'type': 'hash', 'key_size': 4, 'value_size': 8, 'max_entries': 16, 'flags': 64}},
        {'line': 12, 'name': 'gone', 'autocreate': False}], got
    for text, says in (('{max-entries: -1}', ':4:22: max-entries: -1: must be a number, cpus'),
                       ('{max-entries: 4294967296}', '0 to 4294967295'),
                       ('{max-entries: 010}', 'max-entries: 010: must be a number'),
                       ('{max-entries: "5"}', ':4:22: max-entries: 5: must be a number'),
                       ('{max-entries: cpu}', 'cpu: must be a number, cpus, or'),
                       ('{max-entries: {pages: 1048576}}', 'pages: 1048576: must be a number, 0 to 1048575'),
                       ('{max-entries: {page: 1}}', 'page: no such key of max-entries; there is pages; did you mean pages?'),
                       ('{key-size: 1.5}', '1.5: must be a number'), ('{flags: BPF_F_NO_PREALOC}', 'did you mean BPF_F_NO_PREALLOC?'),
                       ('{type: hsah}', ':4:15: type: hsah: no such type of a map; did you mean hash'),
                       ('{type: unspec}', 'unspec: no such type'), ('{inner: {typ: hash}}', 'no such key of inner'),
                       ('{inner: {contents: {1: 1}}}', 'contents: no such key of inner'),
                       ('{autocreate: no}', 'autocreate: no: must be true or false'),
                       ('{autocreate: false, max-entries: 5}', 'the map that is not created is set up'),
                       ('{max_entries: 5}', ':4:9: max_entries: no such key of a map'), ('{max_entries: 5}', 'did you mean max-entries?'),
                       ('{pin: /sys/fs/bpf/m}', 'pin: maps are not pinned'), ('5', 'm: must have keys'),
                       ('{key-size: 4, key-size: 8}', ':4:22: key-size: a duplicate key')):
        refused('maps:\n  m: ' + text, says)


def contents():
    got = item('maps:\n  direct: {"00ff": "01", 0aFF: 02}\n  bytes: {contents: {"00": "e803"}}\n'
               '  typed: {contents: {1: {port: 80, on: true, "name": x}, -2: {port: 0xff}}}\n'
               '  list: {contents: [{key: {a: 1}, value: [1, 2]}, {key: "00", value: "01"}]}\n'
               '  big: {contents: {"k": 18446744073709551615, "l": -9223372036854775808, m: 1.5, n: "", o: "true"}}\n'
               '  mixed: {contents: {"0a": 5}}')
    assert got['maps'] == [
        {'line': 4, 'name': 'direct', 'bytes': [['00ff', '01'], ['0aff', '02']]},
        {'line': 5, 'name': 'bytes', 'bytes': [['00', 'e803']]},
        {'line': 6, 'name': 'typed', 'values': [[1, {'port': 80, 'on': True, 'name': 'x'}], [-2, {'port': 255}]]},
        {'line': 7, 'name': 'list', 'values': [[{'a': 1}, [1, 2]], ['00', '01']]},
        {'line': 8, 'name': 'big', 'values': [['k', '18446744073709551615'], ['l', -9223372036854775808], ['m', 1.5],
                                              ['n', ''], ['o', 'true']]},
        {'line': 9, 'name': 'mixed', 'values': [['0a', 5]]}], got
    deep = '[' * 17 + '1' + ']' * 17
    for text, says in (('{contents: {007: 1}}', 'key: 007: a number with a 0 before it'), ('{contents: {1: null}}', 'value: null: no value'),
                       ('{contents: {1: ~}}', 'no value'), ('{contents: {1: }}', 'value: nothing in it'),
                       ('{contents: {1: 18446744073709551616}}', 'a number of more than 64 bits'),
                       ('{contents: {1: -9223372036854775809}}', 'a number of more than 64 bits'),
                       ('{contents: {1: 2, 0x1: 3}}', 'm: a duplicate key, item 1 and item 2'),
                       ('{contents: [{key: 1, value: 2}, {key: 1, value: 2}]}', 'a duplicate key'),
                       ('{contents: [{key: 1}]}', ':4:21: contents: each must be {key: …, value: …}'),
                       ('{contents: 5}', 'contents: must be keys with values'), ('{contents: {}}', 'contents: nothing in it'),
                       ('{contents: {1: %s}}' % deep, 'more than 16 lists and mappings'), ('{contents: {1: [[]]}}', 'nothing in it'),
                       ('{contents: {1: &a 5, 2: *a}}', 'an alias'), ('{"00": "0"}', 'value: 0: not bytes'), ('{10: {port: 80}}', 'values by type go below `contents`'),
                       ('{contents: {1: {a: 1, a: 2}}}', 'a: a duplicate key')):
        refused('maps:\n  m: ' + text, says)
    assert item('maps: {m: {contents: {1: %s}}}' % deep[1:-1])


def programs():
    got = item('programs:\n  "handle_*": {type: tracing, attach-type: trace_fentry, attach-target: "nf_tables:nft_do_chain"}\n'
               '  a: {autoload: false, expect: skipped}\n  b: {expect: rejected, reason: null-dereference}\n'
               '  c: {type: ext, attach-target: {object: ./a.bpf.o, program: main}}\nalternatives:\n  - [new, old]\n  - - x\n    - y')
    assert got['programs'] == [
        {'line': 4, 'name': 'handle_*', 'type': 'tracing', 'attach_type': 'trace_fentry', 'target': 'nf_tables:nft_do_chain'},
        {'line': 5, 'name': 'a', 'autoload': False, 'expect': 'skipped'},
        {'line': 6, 'name': 'b', 'expect': 'rejected', 'reason': 'null-dereference'},
        {'line': 7, 'name': 'c', 'type': 'ext', 'target': 'main', 'target_object': './a.bpf.o'}], got
    assert got['alternatives'] == [{'line': 9, 'programs': ['new', 'old']}, {'line': 10, 'programs': ['x', 'y']}], got
    assert item('programs: none') == {'programs': 'none'}
    refused('programs: none\nalternatives: [[a, b]]', 'c.yaml:2:', 'programs: none, and it has alternatives')
    for text, says in (('{type: xpd}', ':4:15: type: xpd: no such type of a program; did you mean xdp'),
                       ('{type: kprobe, attach-type: xdp}', 'programs of type kprobe have no attach-type xdp'),
                       ('{attach-type: cgroup_inet4_conect}', 'did you mean cgroup_inet4_connect'),
                       ('{type: xdp, attach-target: f}', 'an attach-target is for types tracing, lsm and ext'),
                       ('{attach-target: "a:"}', 'a:: must be a function, module:function'), ('{attach-target: "a:b:c"}', 'must be a function'),
                       ('{attach-target: {object: a.bpf.o}}', 'must have both object and program'),
                       ('{attach-target: {object: b.bpf.o, program: p}}', 'c.yaml:4: attach-target: b.bpf.o: there is no object b.bpf.o for a.bpf.o among those to judge; did you mean a.bpf.o?'),
                       ('{attach-target: {object: ../a.bpf.o, program: p}}', 'there is no object'),
                       ('{expect: met}', 'expect: met: must be accepted, rejected, unloadable or skipped'), ('{expect: acepted}', 'did you mean accepted?'),
                       ('{expect: crashed}', 'must be'), ('{reason: null-dereference}', 'reason: is for expect: rejected or unloadable'),
                       ('{expect: accepted, reason: null-dereference}', 'reason: is for'), ('{expect: rejected, reason: nul-dereference}', 'did you mean null-dereference?'),
                       ('{expect: rejected, reason: memory}', 'no reason of a refusal'),
                       ('{autoload: false, expect: accepted}', 'autoload: false, and it is expected to be accepted'),
                       ('{autoload: maybe}', 'true or false'), ('{load: false}', 'load: no such key of a program'), ('{}', ':4:5: programs: m: nothing in it')):
        refused('programs:\n  m: ' + text, says)
    for text, says in (('[a, b]', 'each must be a list of two or more'), ('[[a]]', 'two or more'), ('[[a, a]]', 'a: is there twice'), ('a', 'must be a list of lists'),
                       ('[]', 'nothing in it')):
        refused('alternatives: ' + text, says)
    refused('programs: [a]', 'must be none, or have names')


def globals_and_kconfig():
    got = item('globals: {debug: true, "cfg.port": 80, "targets[1]": [1, 2], cfg: {a: {b: c}}}\nkconfig:\n  CONFIG_HZ: 250\n'
               '  CONFIG_A: y\n  CONFIG_B: m\n  CONFIG_S: "y"\n  CONFIG_X: 0x10\n  CONFIG_N: -5\n  CONFIG_E: ""')
    assert [(g['name'], g['value']) for g in got['globals']] == [
        ('debug', True), ('cfg.port', 80), ('targets[1]', [1, 2]), ('cfg', {'a': {'b': 'c'}})], got
    assert [(k['name'], k['value'], k['line']) for k in got['kconfig']] == [
        ('CONFIG_HZ', '250', 5), ('CONFIG_A', 'y', 6), ('CONFIG_B', 'm', 7), ('CONFIG_S', '"y"', 8), ('CONFIG_X', '0x10', 9),
        ('CONFIG_N', '-5', 10), ('CONFIG_E', '""', 11)], got
    for text, says in (('{CONFIG_A: yes}', 'CONFIG_A: yes: must be y, n, m, a number, or a text in quotes'), ('{CONFIG_A: true}', 'must be y'),
                       ('{HZ: 1}', 'HZ: an option is CONFIG_'), ('{CONFIG_A-B: 1}', 'an option is'), ('{CONFIG_A: 5x}', 'must be y'),
                       ("{CONFIG_A: 'a\"b'}", 'a quote'), ('{CONFIG_A: 1.5}', 'must be y'), ('{CONFIG_A: [1]}', 'must be a text'),
                       ('{CONFIG_A: 1, CONFIG_A: 2}', 'a duplicate key'), ('{"CONFIG_A=1\\nCONFIG_B": 1}', 'an option is')):
        refused('kconfig: ' + text, says)
    refused('globals: [a]', 'globals must be names with values')
    refused('globals: {a: }', 'a: nothing in it')
    refused('kernels: >=5.15\nglobals: {a: 1}', ':3:', 'a text that begins with > or | must be in quotes')
    errors = pack('programs: {m: {type: xdp}}\n')
    assert 'programs: belongs in an item of objects: "objects: [{match: NAME.bpf.o, programs: …}]"' in errors, errors
    errors = pack('objects:\n- a.bpf.o\n')
    assert 'an object must have keys; there are alternatives, btf, ' in errors and ', match, ' in errors, errors


def kernels():
    got = item('kernels: [">=5.15", "<6.7, 6.6.11"]\ncapabilities: all')
    assert got == {'kernels': ['>=5.15', '<6.7, 6.6.11'], 'dropped': '0'}, got
    assert item('kernels: ">=6.1"\ncapabilities: all')['kernels'] == ['>=6.1']
    for text, says in (('"6.1"', ':3:12: kernels: 6.1: must be >= or < and a release'), ('[">6.1"]', 'must be >= or <'), ('[]', 'nothing in it'),
                       ('[">=6.12", "<6.1"]', 'no release meets these conditions'), ('[">=six"]', 'must be'), ('["<=6.1"]', 'must be'),
                       ('["<6.1, 6.1.5"]', 'must be')):
        refused('kernels: %s\ncapabilities: all' % text, says)
    refused('kernels: ">=6.1"', 'without a setting')
    refused('kernels: ">=6.1"\nshapes: {a: {}}', 'give them in an item without kernels')


def needs():
    got = item('needs: [helper:bpf_loop, "btf:unsigned int", kfunc:f]\nlacks: config:CONFIG_BPF_LSM\ncapabilities: all')
    assert got == {'needs': ['helper:bpf_loop', 'btf:unsigned int', 'kfunc:f'], 'lacks': ['config:CONFIG_BPF_LSM'], 'dropped': '0'}, got
    for text, says in (('helper:bpf_lop', ':3:10: needs: helper:bpf_lop: nothing has that name; did you mean bpf_loop?'),
                       ('[map:hash, "map:hsh"]', ':3:21: needs: map:hsh: nothing has that name; did you mean hash?'),
                       ('bpf_loop', 'must be btf:, config:, helper:, kfunc:, map: or program: and a name'),
                       ('helpers:bpf_loop', 'and a name; did you mean helper?'), ('config:BPF_LSM', 'nothing has that name'),
                       ('"!helper:bpf_loop"', 'did you mean helper?'), ('[]', 'nothing in it'), ('{helper: bpf_loop}', 'needs: '),
                       ('[map:hash, map:hash]', 'map:hash: is there twice'),
                       ('[%s]' % ', '.join('kfunc:f%d' % i for i in range(65)), 'more than 64 words'),
                       ('map:hash\nlacks: map:hash', ':4:10: lacks: map:hash: is needed and lacked: no kernel meets both')):
        refused('needs: %s\ncapabilities: all' % text, says)
    refused('lacks: map:hsh\ncapabilities: all', ':3:10: lacks: map:hsh: nothing has that name')
    refused('needs: map:hash', 'without a setting')
    refused('needs: map:hash\nshapes: {a: {}}', 'give them in an item without kernels, needs and lacks')
    errors = pack('needs: map:hash\n')
    assert 'needs: belongs in an item of objects' in errors, errors


def why():
    got = item('programs: {a: {autoload: false, why: "needs CAP_X; off by default"}, b: {expect: skipped, why: slow}}')
    assert [p['why'] for p in got['programs']] == ['needs CAP_X; off by default', 'slow'], got
    for text, says in (('{why: a}', 'why: is for a program that is skipped: autoload: false, or expect: skipped'),
                       ('{autoload: true, why: a}', 'why: is for a program that is skipped'), ('{expect: rejected, why: a}', 'why: is for'),
                       ('{autoload: false, why: "a\\nb"}', 'why: must be one line'), ('{autoload: false, why: [a]}', 'why: '),
                       ('{autoload: false, why: %s}' % ('a' * 161), 'why: longer than 160 bytes')):
        refused('programs: {m: %s}' % text, says)


def run_inputs():
    """Which kernels and paths: found before anything is booted, with line and column."""
    objects = 'objects:\n- {match: a.bpf.o, capabilities: all}\n'
    for text, says in ((
            ('kernels: debian:6.12\n', ':1:10: kernels: must be a list'),
            ('kernels: []\n', ':1:1: kernels: nothing in it'),
            ('kernels: [{name: x}]\n', ':1:12: kernels: an item without kernel'),
            ('kernels: [{kernel: a, memory: 1.5G}]\n', ':1:31: memory: 1.5G: must be a number with M or G'),
            ('kernels: [{kernel: a, cpus: 0}]\n', ':1:29: cpus: 0: must be a number, 1 to 64'),
            ('kernels: [{kernel: a, appendd: x}]\n', 'appendd: no such key of a kernel; there are append, cpus, kernel, memory, name, required; did you mean append?'),
            ('kernels: [{kernel: a, append: [quiet]}]\n', ':1:32: append: quiet: it would hide'),
            ('kernels: [{kernel: a, required: maybe}]\n', 'required: maybe: must be true or false'),
            ('append: [a, jury.from=1:1]\n', ':1:13: append: jury.from=1:1: bpfjury sets these'),
            ('append: "a\\tb\\x1b"\n', 'append: must be printable ASCII'),
            ('memory: lots\n', ':1:9: memory: lots: must be'),
            ('cpus: 65\n', ':1:7: cpus: 65: must be'),
            ('kernels: ["' + '", "'.join('k%d' % i for i in range(300)) + '"]\n', 'kernels: must be a list, of at most 256'))):
        errors = pack(text + objects)
        assert isinstance(errors, str) and says in errors, (text, says, errors)
    # objects that the file names, relative to it
    sub = os.path.join(WORK, 'sub[1]')
    os.makedirs(os.path.join(sub, 'built'), exist_ok=True)
    for name in ('x.bpf.o', 'y.bpf.o', 'z.o'):
        shutil.copy(os.path.join(WORK, 'a.bpf.o'), os.path.join(sub, 'built', name))

    def packed(text, *args, cwd=WORK):
        with open(os.path.join(sub, 'bpfjury.yaml'), 'w') as f:
            f.write(text)
        done = subprocess.run([BPFJURY, 'pack', '-o', os.path.join(WORK, 'p.cpio'), *args], cwd=cwd, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr
    named = ['-c', os.path.join(sub, 'bpfjury.yaml')]
    assert '2 objects' in packed('paths: built/[xy].bpf.o\n', *named)[1]
    assert '3 objects' in packed('paths: [built/*.bpf.o, built/z.o]\n', *named)[1]
    status, says = packed('paths: [built/q*, built/x.bpf.oo]\n', *named)
    assert status == 2 and ':1: paths: built/q*: no such file or directory' in says and 'did you mean' in says, says
    # found where nobody named it, and said
    status, says = packed('paths: built/[xy].bpf.o\n', cwd=sub)
    assert status == 0 and 'bpfjury.yaml of this directory is used' in says and '2 objects' in says, says
    only_y = 'objects:\n- {match: y.bpf.o, capabilities: all}\n- {match: x.bpf.o, capabilities: all}\n'
    status, says = packed(only_y, 'built/x.bpf.o', cwd=sub)
    assert status == 0 and '1 of its 2 items of objects matches none of these objects' in says, says
    assert packed(only_y, '-c', 'bpfjury.yaml', 'built/x.bpf.o', cwd=sub)[0] == 2
    status, says = packed('nonsense: 1\n', '-c', 'none', 'built/x.bpf.o', cwd=sub)
    assert status == 0 and 'is used' not in says, says
    shutil.rmtree(sub)


def shapes():
    shutil.copy(os.path.join(WORK, 'a.bpf.o'), os.path.join(WORK, 'b.bpf.o'))
    docket = pack('objects:\n- match: "*"\n  globals: {x: 1}\n- match: a.bpf.o\n  shapes:\n    large: {n: 5}\n    as-compiled: {}\n'
                  '- match: "a*"\n  shapes:\n    large:\n      m: [6]\n', 'b.bpf.o', 'a.bpf.o')
    items = docket['loaders']['items']
    got = [(o['path'], o.get('shape'), o['file'], [i.get('globals', []) for i in (items[n] for n in o['loader'])]) for o in docket['objects']]
    x = [{'line': 3, 'name': 'x', 'value': 1}]
    assert got == [('a.bpf.o', 'as-compiled', '/docket/000000.bpf.o', [x, [], [], []]),
                   ('a.bpf.o', 'large', '/docket/000000.bpf.o',
                    [x, [], [], [{'line': 6, 'name': 'n', 'value': 5}], [{'line': 11, 'name': 'm', 'value': [6]}]]),
                   ('b.bpf.o', None, '/docket/000002.bpf.o', [x])], got
    # each file is in the archive once
    with open(ARCHIVE, 'rb') as f:
        assert sorted(set(re.findall(rb'docket/\d+\.bpf\.o', f.read().split(b'"schema"')[0]))) == \
            [b'docket/000000.bpf.o', b'docket/000002.bpf.o']
    os.unlink(os.path.join(WORK, 'b.bpf.o'))
    for text, says in (('{"a b": {}}', ':3:12: shapes: a b: a name has letters, digits'), ('{%s: {}}' % ('a' * 64), 'at most 63'),
                       ('{a: 5}', 'a: must have globals'), ('{}', 'nothing in it'), ('[a]', 'must be names with values'),
                       ('{a: {}, a: {}}', 'a: a duplicate key'), ('{%s}' % ', '.join('s%d: {}' % i for i in range(257)), 'at most 256')):
        refused('shapes: ' + text, says)


def page():
    """The example of the manual page, and each key there."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'man', 'bpfjury.yaml.5.scd')) as f:
        text = f.read()
    shutil.copy(os.path.join(WORK, 'a.bpf.o'), os.path.join(WORK, 'flows.bpf.o'))
    docket = pack(text.split('```')[1], 'flows.bpf.o')
    assert [o.get('shape') for o in docket['objects']] == ['default', 'ipv6'], docket
    assert docket['loaders']['items'][1]['kernels'] == ['<5.16']
    os.unlink(os.path.join(WORK, 'flows.bpf.o'))
    for where, wrong in (('an object', 'x: 1'), ('a map', 'maps: {m: {x: 1}}'), ('a program', 'programs: {p: {x: 1}}')):
        errors = pack('objects:\n- match: "*"\n  %s\n' % wrong)
        for key in re.search('x: no such key of %s; there are (.*?)(;|\n)' % where, errors).group(1).split(', '):
            assert re.search(r'^\t*(\*[a-z-]+\*, )*\*%s\*(, \*[a-z-]+\*)*$' % key, text, re.M), 'not in the page: %s' % key


def effects():
    """A setting that later items override for every object is an error, key by key."""
    head = 'objects:\n- {match: "*", maps: {m: {key-size: 4}}}\n'
    assert 'c.yaml:2: match: *: its maps: m have no effect' in pack(head + '- {match: a*, maps: {m: {key-size: 8}}}\n')
    for later in ('maps: {m: {value-size: 8}}', 'maps: {"m*": {key-size: 8}}', 'kernels: ">=6.1", maps: {m: {key-size: 8}}', 'programs: {m: {type: xdp}}'):
        assert isinstance(pack(head + '- {match: a*, %s}\n' % later), dict), later
    assert isinstance(pack(head.replace('maps', 'optional: true, maps') + '- {match: a*, maps: {m: {key-size: 8}}}\n'), dict)
    for first, later, what in (('globals: {a.b: 1}', 'globals: {a.b: 2}', 'globals: a.b'), ('kconfig: {CONFIG_A: y}', 'kconfig: {CONFIG_A: n}', 'kconfig: CONFIG_A'),
                               ('programs: {p: {type: xdp}}', 'programs: {p: {type: xdp, autoload: false}}', 'programs: p'),
                               ('alternatives: [[a, b]]', 'alternatives: [[c, d]]', 'alternatives'), ('btf: a.bpf.o', 'btf: ./a.bpf.o', 'btf')):
        errors = pack('objects:\n- {match: a*, %s}\n- {match: "*", %s}\n' % (first, later))
        assert 'its %s have no effect' % what in errors, errors
    assert 'btf: b.bpf.o: there is no object' in pack('objects:\n- {match: a*, btf: b.bpf.o}\n')


def bounds():
    # every rule of a big file is in the docket once, however many objects it is about
    for i in range(50):
        shutil.copy(os.path.join(WORK, 'a.bpf.o'), os.path.join(WORK, 'x%02d.bpf.o' % i))
    big = ', '.join('%d: {a: [%s]}' % (i, ', '.join('1' * 9)) for i in range(20000))
    docket = pack('objects:\n- match: "*"\n  maps:\n    m: {contents: {%s}}\n' % big, '.')
    assert len(docket['objects']) == 51 and len(json.dumps(docket)) < 3 * len(big)
    refused('maps: {m: {contents: {%s}}}' % ', '.join('%d: 1' % i for i in range(65537)), 'at most 65536')
    refused('globals: {%s}' % ', '.join('a%d: 1' % i for i in range(4097)), 'at most 4096')
    # the place of an error takes as long as its mapping is large: only of those that are shown
    refused('maps: {m: {contents: {%s}}}' % ', '.join('%d: {}' % i for i in range(65536)), '65516 more errors, not shown')
    for items in ('- {match: x%d.o, capabilities: all}\n', '- {match: "*", capabilities: all}\n#%d\n',
                  '- {match: "*", programs: {p%d: {attach-target: {object: x.o, program: p}}}}\n'):
        errors = pack('objects:\n' + ''.join(items % i for i in range(100))).splitlines()
        assert len(errors) == 21 and re.search('c.yaml: (79|80) more errors, not shown$', errors[20]), errors


def tags():
    for settings, tag in (('capabilities: !!int all', 'tag:yaml.org,2002:int'), ('globals: {a: !!str 5}', '2002:str'),
                          ('globals: !x {a: 5}', '!x'), ('maps: {m: {flags: [!x none]}}', '!x')):
        refused(settings, 'c.yaml:3:', 'a tag, ', tag + '; a setting has one type, and needs none')


def control_characters():
    """YAML has none: libfyaml reads beyond a text with NUL."""
    for character in '\0', '\x01', '\x1b', '\x7f':
        refused('globals: [a%sb' % character, 'c.yaml:3: a control character, such as NUL')
    item('globals: {a:\t5}')


try:
    shutil.copy(os.path.join(OBJECTS, 'whole.bpf.o'), os.path.join(WORK, 'a.bpf.o'))
    subtests.run([maps, contents, programs, globals_and_kconfig, kernels, needs, why, run_inputs, shapes, page, effects, bounds, tags,
                  control_characters])
finally:
    shutil.rmtree(WORK)
