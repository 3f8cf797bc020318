#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's verifier selftests, judged by bpfjury and by their own runner, compared test by
test.

    selftests.py BPFJURY CASE
    selftests.py BPFJURY reasons tests/corpus/logs/recorded.tsv     also writes the ends of the logs
"""
import collections
import glob
import os
import re
import sys

import corpus
from built import main  # corpus adds its directory to the path
import built
import oracle

CONFIG = os.path.join(corpus.HERE, '../../ci/selftests.yaml')
LEAST = {'6.1': 15, '6.12': 1000, '7.2': 1000}  # minimum number of tests in a corpus
WORD = {'met': 'OK', 'unmet': 'FAIL', 'skipped': 'SKIP', 'unknown': 'UNKNOWN'}


def config_for(series):
    """The settings of the runner.  Since 7.x verifier_mtu drops no more capabilities than the
    others."""
    if series != '7.2':
        return CONFIG
    with open(CONFIG) as f:
        items = f.read().split('\n\n')
    path = os.path.join(built.WORK, 'selftests.yaml')
    with open(path, 'w') as f:
        f.write('\n\n'.join(item for item in items if 'verifier_mtu' not in item))
    return path


def ours(made, kernel, *paths, series='6.12'):
    """bpfjury's results: (object, test, word, program), in the order of the runner."""
    # short_loop1 takes two minutes where the machine is busy
    [judged] = built.judge(kernel, '-c', config_for(series), '--program-timeout', '1200', '--timeout', '7200',
                           *(paths or [os.path.join(made, 'objects')]), status=None)['kernels']
    assert judged['outcome'] == 'complete', judged['outcome']
    answers = []
    for o in judged['objects']:
        for p in o['programs']:
            if 'auxiliary' in p.get('detail', '') or p['name'] == '(object)':
                continue
            name = p.get('description', p['name']) + (' @unpriv' if p.get('variant') else '')
            answers.append((os.path.basename(o['path']).replace('.bpf.o', ''), name, WORD[p['met']], p))
    return answers


def numbered(answers):
    """{(object, test, n): the rest}; n numbers tests with the same name."""
    seen, by_name = collections.Counter(), {}
    for a in answers:
        seen[a[:2]] += 1
        by_name[(*a[:2], seen[a[:2]])] = a[2:]
    return by_name


def compare(series, kernel):
    """Compare every test of the runner with bpfjury's; print counts; return the differences."""
    made = corpus.objects(series)
    theirs = numbered(corpus.test_progs(made, kernel))
    answers = ours(made, kernel, series=series)
    if series == '6.1':  # one test of the runner covers all objects, each with one program
        answers = [('test_global_funcs', *a[1:]) for a in answers]
    # programs without a result in the runner are tested there by other means than annotations
    mine = numbered(a for a in answers if a[0] in {key[0] for key in theirs} and (series != '6.1' or (*a[:2], 1) in theirs))
    assert len(theirs) > LEAST[series], len(theirs)
    count, differ = collections.Counter(), []
    for key in sorted(set(theirs) | set(mine)):
        their = theirs.get(key, ('-',))[0]
        word, p = mine.get(key, ('-', {}))
        jited = word == 'UNKNOWN' and 'disassembler' in p['detail']
        count[(their, word + (' (jited)' if jited else ''))] += 1
        if their != word and not jited:
            differ.append((key, their, word, p.get('verdict'), p.get('reason'), p.get('detail', '')[:200]))
    unpriv = sum(1 for key in mine if key[1].endswith(' @unpriv'))
    print(f'{kernel}: {len(mine)} tests, {unpriv} of them unprivileged')
    for (their, word), n in sorted(count.items()):
        print(f'    test_progs {their}, bpfjury {word}: {n}')
    for line in differ:
        print('   ', *line)
    return differ


# Objects for which veristat reports failure after a successful verification, with the same
# instructions
# and states.  It reports the load of the whole object, which fails after the program was loaded: a
# prog array has slots for programs that veristat does not load.
SLOTS = {'verifier_map_ptr_mixing', 'verifier_ref_tracking', 'verifier_runtime_jit', 'verifier_unpriv'}
# veristat sets max_entries of a per-CPU cgroup storage (fixup_obj()), which the kernel refuses: no
# program is verified.
SIZED = {'verifier_cgroup_storage'}


def explained(name, their, mine):
    if name in SLOTS and their['verdict'] == 'failure' and mine['verdict'] == 'success':
        return all(their[k] == mine[k] for k in ('total_insns', 'total_states', 'peak_states'))
    return name in SIZED and their['verdict'] == 'failure' and their['total_insns'] == '0'


def guest_ms(judged):
    """Time from the first record to the last, by the guest's clock."""
    [log] = glob.glob(os.path.join(built.WORK, 'judged', '*', 'boot-1', 'records.log'))
    with open(log, errors='replace') as f:
        times = [int(t) for t in re.findall(r'"uptime_ms":(\d+)', f.read())]
    assert len(judged['boots']) == 1
    return times[-1] - times[0]


def veristat(series):
    """Compare verdicts and statistics of every program with veristat's, each without
    annotations."""
    made, kernel = corpus.objects(series), corpus.own_kernel(series)
    plain = corpus.untagged(made, os.path.join(built.WORK, 'plain'))
    theirs, took = oracle.veristat('veristat/sid', kernel, plain)
    [judged] = built.judge(kernel, *plain, status=None)['kernels']
    differ, count = [], collections.Counter()
    for o in judged['objects']:
        name = os.path.basename(o['path']).replace('.bpf.o', '')
        for p in o['programs']:
            their = theirs.get((name + '.bpf.o', p['name']))
            mine = {'verdict': 'success' if p['verdict'] == 'accepted' else 'failure', 'total_insns': str(p.get('insns', 0)),
                    'total_states': str(p.get('states', 0)), 'peak_states': str(p.get('peak_states', 0)),
                    'prog_size_jited': str(p.get('jited_bytes', 0))}
            word = 'alike' if their == mine else 'explained' if their and explained(name, their, mine) else 'different'
            count[word] += 1
            if word == 'different':
                differ.append((name, p['name'], their, mine))
    ours_ms = guest_ms(judged)
    print(f'{sum(count.values())} programs: {dict(count)}')
    print(f'in the guest veristat took {took} ms, bpfjury {ours_ms} ms: {ours_ms / took:.2f} of it')
    for line in differ:
        print('   ', *line)
    assert count['alike'] > 1000 and not differ


CHANGES = (corpus.flip_verdict, corpus.alter_message, corpus.alter_retval, corpus.alter_rewritten)


def flipped(series, changes=CHANGES):
    """Every expectation that is met must be unmet once it is changed: verdicts, messages, return
    values,
    rewritten code.  Exception: a message expected in a log that was cut (of a million instructions) is
    unknown.
    """
    made, kernel = corpus.objects(series), corpus.own_kernel(series)
    met = {(o, p['name'], p.get('variant')) for o, _, word, p in ours(made, kernel) if word == 'OK'}
    for change in changes:
        to = os.path.join(built.WORK, change.__name__)
        changed = corpus.altered(made, change, to)
        count, kept = collections.Counter(), []
        for o, _, word, p in ours(made, kernel, to):
            (tags, all_tags), unpriv = changed.get((o + '.bpf.o', p['name']), ([], [])), bool(p.get('variant'))
            # the unprivileged variant inherits expectations that it does not set; refused programs
            # are
            # not run or disassembled
            kinds = {re.sub('success|failure', 'verdict', t.split('=')[0]) for t in all_tags}
            own = [t for t in tags if t.split('=')[0].endswith('_unpriv') == unpriv]
            says = own or (unpriv and any(re.sub('success|failure', 'verdict', t.split('=')[0]) + '_unpriv' not in kinds for t in tags))
            looked = change in (corpus.flip_verdict, corpus.alter_message) or p['verdict'] == 'accepted'
            if (o, p['name'], p.get('variant')) in met and says and looked:
                cut = word == 'UNKNOWN' and 'what is left of the log' in p['detail']
                count['cut' if cut else word] += 1
                if word != 'FAIL' and not cut:
                    kept.append((o, p['name'], p.get('variant', ''), word, p['verdict'], tags))
        print(f'{change.__name__}: {sum(count.values())} turned round, {count["FAIL"]} unmet, {count["cut"]} unknown for a log that is cut')
        for line in kept:
            print('   ', *line)
        assert count['FAIL'] > 20 and count['cut'] < 3 and not kept


def end_of(log):
    """The last lines of a log, which give the reason, without figures that differ between boots."""
    last = re.split(r'\[bpfjury: [^\n]*\n', log)[-1].rstrip('\n').split('\n')
    lines = [re.sub(r'verification time \d+', 'verification time 61', line) for line in last]
    return '\n'.join(lines[-14:]) + '\n'


def recorded(kernel, refused):
    """Rows for test-reason: for each reason the ends of up to six logs, not alike but for their
    figures."""
    rows, seen, count = [], set(), collections.Counter()
    for p in refused:
        # skip reasons that a probe of the kernel found: the log alone does not give them
        if p['verdict'] != 'rejected' or p.get('variant') or 'help' in p or any(
                line not in p.get('log', '') for line in p['detail'].split('; ')):
            continue
        key = kernel, p['reason'], re.sub(r'\d+', 'N', p['detail'])
        if key in seen or count[p['reason']] >= 6:
            continue
        seen.add(key)
        count[p['reason']] += 1
        text = end_of(p['log']).replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t')
        rows.append('\t'.join((kernel.split(':')[1], 'log', p['errno'], 'rejected', p['reason'], text)))
    return sorted(rows, key=lambda row: row.split('\t')[4:])


def reasons():
    """Of all refusals of the corpus and the built-in docket on four stock kernels, at most 1 % are
    unclassified."""
    made, rows = corpus.objects('6.12'), []
    for kernel in ('debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:7.2'):
        answers = ours(made, kernel, os.path.join(made, 'objects'), os.path.join(os.path.dirname(built.TOOL), 'bpf'))
        refused = [p for *_, p in answers if p['verdict'] in ('rejected', 'unloadable')]
        rows += recorded(kernel, refused)
        count = collections.Counter(p.get('reason') for p in refused)
        print(f'{kernel}: {len(refused)} refused:', ', '.join(f'{reason} {n}' for reason, n in count.most_common()))
        for p in refused:
            if p.get('reason') == 'unclassified':
                print('   ', p['name'], p.get('variant', ''), p.get('detail'))
        assert count['unclassified'] * 100 < len(refused), count['unclassified']
    if len(sys.argv) > 3:
        with open(sys.argv[3], 'w') as f:
            f.write('# Ends of logs as the kernels wrote them, and what they mean: the programs of bpf/ and of the kernel\'s own tests (6.12).\n'
                    '# Made, not written: tests/selftests/selftests.py BPFJURY reasons FILE; then read, a line at a time.  Columns: reasons.tsv.\n')
            f.write('\n'.join(rows) + '\n')


def own(series):
    assert not compare(series, corpus.own_kernel(series))


def stock(series):
    assert not compare(series, 'debian:' + series)


CASES = {'reasons': reasons, 'flipped_6.12': lambda: flipped('6.12'), 'own_6.12': lambda: own('6.12'), 'stock_6.1': lambda: stock('6.1'),
         'stock_6.12': lambda: stock('6.12'), 'stock_7.2': lambda: stock('7.2'), 'veristat_6.12': lambda: veristat('6.12')}

if __name__ == '__main__':
    sys.exit(main(CASES))
