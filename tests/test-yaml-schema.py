#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The JSON Schema of bpfjury.yaml has the keys that the parser has, takes what that takes, and
refuses what it refuses.

usage: test-yaml-schema.py APPLY-POLICY SOURCE-ROOT
"""
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError:
    print('SKIP: python3-jsonschema and python3-yaml are not installed')
    sys.exit(77)

import subtests
from results import one, program

APPLY, ROOT = (os.path.abspath(a) for a in sys.argv[1:])
with open(os.path.join(ROOT, 'doc', 'bpfjury.yaml.schema.json'), encoding='utf-8') as schema_file:
    SCHEMA = json.load(schema_file)
DEFS = SCHEMA['$defs']


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema: no dates, and true and false are the only booleans."""


Loader.yaml_implicit_resolvers = {c: [(tag, regex) for tag, regex in of if not tag.endswith((':timestamp', ':bool'))]
                                  for c, of in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver('tag:yaml.org,2002:bool', re.compile(r'^(true|false)$'), list('tf'))

# each table of keys, in the order of its file, and the part of the schema that has them
TABLES = {
    'project-inputs.c': [DEFS['kernel']],
    'project-maps.c': [DEFS['map']['properties']['max-entries']['oneOf'][2], DEFS['map']['properties']['inner'], DEFS['map']],
    'project-policy.c': [SCHEMA['properties']['limits']['items']['oneOf'][1], DEFS['known-failure'], DEFS['splat']],
    'project-programs.c': [DEFS['program']['properties']['attach-target']['oneOf'][1], DEFS['program']],
    'project-read.c': [DEFS['object'], SCHEMA],
}


def keys():
    """The tables of the parser, read from its sources; none is left out."""
    found = 0
    for name in sorted(os.listdir(os.path.join(ROOT, 'hostbuild'))):
        if not re.match(r'project.*\.c$', name):
            continue
        with open(os.path.join(ROOT, 'hostbuild', name), encoding='utf-8') as f:
            tables = re.findall(r'static const struct yaml_key \w+\[\] = \{(.*?)\};', f.read(), re.S)
        assert len(tables) == len(TABLES.get(name, [])), name
        for table, part in zip(tables, TABLES.get(name, [])):
            parser = re.findall(r'\{"([a-z-]+)",', table)
            assert parser and sorted(parser) == sorted(part['properties']), (name, set(parser) ^ set(part['properties']))
            assert part['additionalProperties'] is False, name
            found += 1
    assert found == 11, found


def parser_takes(text):
    with tempfile.TemporaryDirectory(prefix='yaml-schema.') as work:
        paths = [os.path.join(work, name) for name in ('a.yaml', 'in.json', 'out.json')]
        with open(paths[0], 'w', encoding='utf-8') as f:
            f.write(text)
        with open(paths[1], 'w', encoding='utf-8') as f:
            json.dump(one(program('x')), f)
        done = subprocess.run([APPLY, *paths], capture_output=True, text=True, timeout=60)
        assert done.returncode in (0, 1, 2, 3), done
        return done.returncode != 2


def schema_takes(text):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return validator.is_valid(yaml.load(text, Loader))


def schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def texts_of_manual():
    with open(os.path.join(ROOT, 'man', 'bpfjury.yaml.5.scd'), encoding='utf-8') as f:
        return re.findall(r'^```\n(.*?)^```', f.read(), re.S | re.M)


def files():
    texts = texts_of_manual()
    for name in ('ci/selftests.yaml', 'tests/packages/bpfjury.yaml', 'tests/corpus/fuzz/project/all-keys.yaml'):
        with open(os.path.join(ROOT, name), encoding='utf-8') as f:
            texts.append(f.read())
    assert len(texts) >= 5
    for text in texts:
        assert parser_takes(text), text
        errors = [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(yaml.load(text, Loader))]
        assert not errors, (text, errors)


O = 'objects: [{match: a, %s}]'
K = 'known-failures: [{match: a, why: b, until: 2026-12-31%s}]'
TAKEN = ['kernels: [debian:6.12, {kernel: debian:5.10, required: false, append: [none, lockdown=integrity], memory: 1G, cpus: 2}]', 'paths: build', 'memory: 512M', 'memory: 512', '{}',
         'limits: [verdict, insns>1, "insns>+10%", "stack>85%limit", {limit: insns>1, kernels: ">=5.10"}]', K % '', K % ', verdict: rejected, kernel: x',
         'splats: [{title: a, reason: b, link: "https://a"}]', O % 'programs: none', O % 'capabilities: all', O % 'maps: {m: {"00": "01"}}',
         O % 'kconfig: {CONFIG_A: y}', O % 'needs: map:hash, programs: none', O % 'lacks: [helper:bpf_loop, config:CONFIG_A], programs: none',
         O % 'programs: {p: {autoload: false, why: a}}', O % 'program-flags: BPF_F_SLEEPABLE', O % 'maps: {m: {flags: none}}']
REFUSED = ['object: []', 'objects: []', 'objects: [{match: a}]', 'objects: [{programs: none}]', O % 'program: none', O % 'programs: some',
           O % 'programs: {x: {}}', O % 'programs: {x: {expect: met}}', O % 'programs: {x: {autoload: 1}}', O % 'programs: {x: {attach-target: {object: a}}}',
           O % 'maps: {m: {max-entries: cpu}}', O % 'maps: {m: {max-entries: -1}}', O % 'maps: {m: {max-entry: 1}}', O % 'maps: {m: {inner: {contents: {}}}}',
           O % 'kernels: 5.10', O % 'needs: bpf_loop, programs: none', O % 'lacks: config:A, programs: none', O % 'needs: [], programs: none',
           O % 'programs: {p: {autoload: false, why: [a]}}', O % 'kernels: "=5.10"', O % 'capabilities: bpf', O % 'kconfig: {HZ: 1}', O % 'alternatives: [[a]]',
           O % 'optional: 1, programs: none', O % 'shapes: {"a b": {}}', O % 'program-flags: SLEEPABLE', O % 'btf: [a]',
           'kernels: [{name: a}]', 'kernels: debian:6.12', 'kernels: [{kernel: a, requires: true}]', 'memory: 1.5G', 'cpus: 0', 'paths: []',
           'limits: insns>1', 'limits: [insns]', 'limits: [insns<1]', 'limits: ["insns>+1%limit"]', 'limits: [{match: a}]',
           'known-failures: [{match: a, why: b}]', 'known-failures: [{why: b, until: 2026-12-31}]', K % ', verdict: timeout', K % ', reason: No',
           'known-failures: [{match: a, why: b, until: 2026-13-01}]', 'splats: [{title: a, reason: b}]', 'splats: [{title: a, reason: b, link: c}]']


def agree():
    wrong = []
    for texts, taken in ((TAKEN, True), (REFUSED, False)):
        wrong += ['parser: ' + text for text in texts if parser_takes(text) != taken]
        wrong += ['schema: ' + text for text in texts if schema_takes(text) != taken]
    assert not wrong, wrong


subtests.run([schema, keys, files, agree])
