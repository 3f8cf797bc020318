# SPDX-License-Identifier: GPL-2.0-only
"""Two builds of the same objects in the same boots: bpfjury try --against."""
import json
import os
import shutil
import subprocess

from vm_run import BPFJURY, Run, WORK, case, object_path


def place(directory, **objects):
    """A directory with copies of objects under other names."""
    path = os.path.join(WORK, directory)
    os.makedirs(os.path.join(path, 'lib'), exist_ok=True)
    for name, source in objects.items():
        shutil.copy(object_path(source), os.path.join(path, 'lib', name + '.bpf.o'))
    return path


def compare(*args):
    done = subprocess.run([BPFJURY, 'compare', *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    print(done.stdout, 'status', done.returncode)
    return done.returncode, done.stdout


@case()
def against():
    """A verdict that changed and instructions that grew are found in one boot; the other build's
    own verdicts count for nothing, and attach targets are of the same build."""
    new = place('new', builds='builds', red='flipped', same='plain_xdp', target='plain_xdp', attached='configured')
    old = place('old', builds='builds_old', red='flipped', same='plain_xdp', gone='whole', target='whole', attached='configured')
    config = os.path.join(WORK, 'builds.yaml')
    with open(config, 'w') as f:
        f.write('objects:\n'
                '- match: same.bpf.o\n'
                '  programs: {plain: {autoload: true}}\n'
                '- match: attached.bpf.o\n'
                '  programs:\n'
                '    of_own_section: {type: sched_cls}\n'
                '    of_function: {attach-target: vfs_read}\n'
                '    of_program: {attach-target: {object: target.bpf.o, program: plain}}\n'
                '    "by_*": {autoload: false}\n'
                '    "looks_*": {autoload: false}\n'
                '    counts: {autoload: false}\n'
                '    refused: {autoload: false}\n'
                '    not_loaded: {autoload: false}\n')
    run = Run('-c', config, '--against', old, '--fail-on', 'insns>+25%', new).wait().expect(3)
    kernel = run.kernel()
    assert kernel['outcome'] == 'complete' and len(kernel['boots']) == 1, kernel['boots']
    programs = {(bool(o.get('against')), os.path.basename(o['path']).split('.')[0], p['name']): p
                for o in kernel['objects'] for p in o['programs']}
    assert programs[False, 'builds', 'worse']['met'] == 'unmet' and programs[True, 'builds', 'worse']['met'] == 'met'
    # the object of that path is another one in the other build, and has no such program
    assert programs[False, 'attached', 'of_program']['verdict'] == 'accepted', programs[False, 'attached', 'of_program']
    assert programs[True, 'attached', 'of_program']['met'] == 'unknown', programs[True, 'attached', 'of_program']
    rows = {(os.path.basename(r['object']).split('.')[0], r.get('program', 'whole')): r
            for k in run.result['comparison']['kernels'] for r in k['rows']}
    assert {key: rows[key]['change'] for key in (('builds', 'worse'), ('builds', 'grown'), ('builds', 'old'), ('builds', 'fresh'),
                                                 ('gone', 'whole'))} == \
        {('builds', 'worse'): 'worse', ('builds', 'grown'): 'figures', ('builds', 'old'): 'gone', ('builds', 'fresh'): 'new',
         ('gone', 'whole'): 'gone'}, rows
    grown = rows['builds', 'grown']
    assert 1.25 * grown['base']['insns'] < grown['new']['insns'] < 1.35 * grown['base']['insns'], grown
    crossed = programs[False, 'builds', 'grown']['crossed']
    assert [c['limit'] for c in crossed] == ['insns>+25%'] and 'crossed' not in programs[False, 'builds', 'same'], crossed
    assert ('same', 'plain') not in rows and ('builds', 'same') not in rows, rows
    assert run.result['comparison']['status'] == 3 and run.result['comparison']['limits'] == [{'limit': 'verdict', 'crossed': 2}], \
        run.result['comparison']
    mine = [p for (other, _, _), p in programs.items() if not other]
    assert sum(run.result['summary'][m] for m in ('met', 'unmet', 'unknown', 'skipped')) == len(mine)
    console = open(os.path.join(run.boot_dir(), 'console.log'), errors='replace').read()
    assert console.count('builds.bpf.o (against)') >= 1, console
    # the same comparison again, by other limits; nothing is judged
    assert compare(run.dir)[0] == 3
    assert compare('--allow', 'gone', run.dir)[0] == 1
    # without the object whose program the other build could not answer for, and has no figure of
    for objects in (k['objects'] for k in run.result['kernels']):
        objects[:] = [o for o in objects if not o['path'].endswith('attached.bpf.o')]
    part = os.path.join(WORK, 'part.json')
    with open(part, 'w') as f:
        json.dump(run.result, f)
    status, said = compare('--allow', 'gone', '--fail-on', 'insns>+25%', part)
    assert status == 1 and 'insns>+25%: crossed by 1' in said, said
    assert compare('--allow', 'gone', '--fail-on', 'insns>+35%', part)[0] == 0
