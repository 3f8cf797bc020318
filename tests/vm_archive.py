# SPDX-License-Identifier: GPL-2.0-only
"""The archive that reaches the guest, and how its content is verified."""
import hashlib
import json
import os
import shutil
import subprocess

from vm_run import (
    ALL_KERNELS, BPFJURY, BUILD, DOCKET, KERNEL, QEMU, Run, WORK, case, object_path, wrapper)


@case()
def compressed():
    """Real kernels unpack archives of every compression."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    for word in ('zstd', 'lz4', 'gzip'):
        cpio = os.path.join(WORK, 'test.' + word)
        subprocess.run([BPFJURY, 'pack', '--compress', word, '-o', cpio, os.path.join(DOCKET, 'minimal.bpf.o')], check=True)
        done = subprocess.run([QEMU, '-nographic', '-no-reboot', '-nic', 'none', '-m', '512', '-kernel', image, '-initrd', cpio,
                               '-append', 'console=ttyS0 panic=-1 no_timer_check quiet'], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=120)
        assert b'ok 1 minimal.bpf.o' in done.stdout and b'pass:1 fail:0' in done.stdout, (word, done.stdout)


def boot_by_hand(archive, kernel, words, log):
    """Boot @archive as bpfjury(1) says, with the console in the file @log."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', kernel], text=True).strip()
    with open(log, 'wb') as f:
        subprocess.run([QEMU, '-nographic', '-no-reboot', '-nic', 'none', '-m', '512', '-kernel', image, '-initrd', archive,
                        '-append', 'console=ttyS0 panic=-1 no_timer_check ' + words], stdin=subprocess.DEVNULL, stdout=f,
                       timeout=200)


def report_json(*args, status):
    path = os.path.join(WORK, 'report.json')
    done = subprocess.run([BPFJURY, 'report', '--json', path, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == status, (done.returncode, done.stdout)
    return json.load(open(path))


def repeats(run):
    """The command beside a refusal has the same answer."""
    before, = [o for o in run.kernel()['objects'] if 'helper_unknown' in o['path']]
    assert before['repeat'].startswith('bpfjury try -k debian:5.10.'), before['repeat']
    assert '  repeat: %s\n' % before['repeat'] in run.out, run.out
    bin_dir = os.path.join(WORK, 'bin')
    os.makedirs(bin_dir)
    os.symlink(BPFJURY, os.path.join(bin_dir, 'bpfjury'))
    out = os.path.join(WORK, 'again.json')
    subprocess.run(['sh', '-c', before['repeat'] + ' --json ' + out], stdout=subprocess.DEVNULL,
                   env={**os.environ, 'PATH': bin_dir + ':' + os.environ['PATH']}, timeout=200)
    again = {p['name']: p['reason'] for o in json.load(open(out))['kernels'][0]['objects'] for p in o['programs'] if 'reason' in p}
    assert again['helper_unknown'] == 'helper-unknown', again


def keeps(run):
    """The objects, and the log of each refusal beside its object."""
    objects = {(o['path'], o.get('shape')): o for o in run.kernel()['objects']}
    refused = objects['helper_unknown.bpf.o', None]
    log = refused['programs'][0]['kept']
    assert (refused['kept'], log) == ('objects/helper_unknown.bpf.o', 'objects/helper_unknown.bpf.o.debian-5.10.helper_unknown.log')
    assert open(os.path.join(run.dir, log)).read().rstrip('\n') == refused['programs'][0]['log'].rstrip('\n')
    assert len({objects['shaped.bpf.o', shape]['kept'] for shape in ('as-compiled', 'looks-up')}) == 1
    subprocess.run(['sha256sum', '--quiet', '--strict', '-c', 'kept.sha256'], cwd=os.path.join(run.dir, 'objects'), check=True)
    for o in objects.values():
        with open(os.path.join(run.dir, o['kept']), 'rb') as f:
            assert hashlib.sha256(f.read()).hexdigest() == o['sha256'], o['path']
        for p in o['programs'] + ([o['whole']] if 'whole' in o else []):
            assert ('kept' in p) == (p['verdict'] != 'accepted' and 'log' in p), p


@case(['debian:5.10', 'debian:7.2'])
def console_report():
    """What a console tells of a boot by hand is what the records tell of the same archive."""
    objects = [object_path(name) for name in ('helper_unknown', 'configured', 'shaped', 'tail_calls', 'whole', 'maps_only')]
    config = os.path.join(WORK, 'console.yaml')
    with open(config, 'w') as f:
        f.write('objects:\n- match: shaped.bpf.o\n  shapes: {as-compiled: {}, looks-up: {config.looks_up: true}}\n')
    for kernel, words in (('debian:5.10', 'quiet printk.time=0'), ('debian:7.2', 'printk.time=1')):
        run = Run('-c', config, *objects, kernels=[kernel],
                  output=os.path.join(WORK, kernel)).wait()
        if kernel == 'debian:5.10':
            repeats(run)
            keeps(run)
        log = os.path.join(WORK, 'console.log')
        boot_by_hand(os.path.join(run.dir, 'archive.cpio'), kernel, words, log)
        result = report_json(log, status=3)
        console, = result['kernels']
        assert console['unproved'] == 'console' and console['outcome'] == 'complete', console
        assert result['summary']['met'] == 0 and result['docket']['sha256'] == run.result['docket']['sha256']
        believed, = report_json('--console-is-enough', log, status=run.status)['kernels']
        proved = run.kernel()
        for key in 'release', 'version', 'arch':
            assert believed[key] == proved[key], key
        # what is measured differs from boot to boot; the console has the end of a log only
        measured = 'load_us', 'verify_us', 'mem_peak', 'log', 'kept', 'log_cut', 'log_bytes', 'run', 'unreached'
        for o in proved['objects']:
            o.pop('repeat', None)  # a console does not know how the object was named
            o.pop('kept', None)
        for ours, theirs in zip(proved['objects'], believed['objects'], strict=True):
            whole, told = ours.pop('whole', {}), theirs.pop('whole', {})
            for key in 'verdict', 'met', 'errno', 'reason', 'detail', 'help', 'program', 'programs':
                assert whole.get(key) == told.get(key), (ours['path'], key, whole, told)
            for p in ours['programs'] + theirs['programs']:
                for key in measured:
                    p.pop(key, None)
            assert ours == theirs, (kernel, ours, theirs)
        # cut anywhere, it is never green
        text = open(log, 'rb').read()
        for part in 3, 5, 7:
            with open(log, 'wb') as f:
                f.write(text[:len(text) * part // 8])
            report_json('--console-is-enough', log, status=3)


@case()
def standalone():
    """One file with a kernel in it boots, and its console is what `report` reads."""
    script, log = os.path.join(WORK, 'standalone'), os.path.join(WORK, 'console.log')
    for objects, status in ((['whole'], 0), (['whole', 'helper_unknown'], 1)):
        subprocess.run([BPFJURY, 'pack', '--standalone', '-k', KERNEL, '-o', script, *map(object_path, objects)], check=True)
        with open(log, 'wb') as f:
            done = subprocess.run(['sh', script, '-t', '--', '-m', '512'], stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.PIPE,
                                  text=True, timeout=150)
        assert done.returncode == status, (done, open(log, errors='replace').read())
        report_json('--console-is-enough', log, status=status)
        report_json(log, status=3)
    # what -x writes boots with the command that -n prints
    subprocess.run(['sh', script, '-x', WORK], check=True)
    line = subprocess.check_output(['sh', script, '-n', '-t'], text=True)
    out = subprocess.run(['sh', '-c', line], cwd=WORK, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=150).stdout
    assert b'# Totals: pass:1 fail:1' in out, out


@case()
def torn_archive():
    """A damaged archive is detected before a program is judged; a truncated one fails the run."""
    run = Run('--qemu', wrapper('''i = argv.index("-initrd") + 1
torn = os.path.join(os.path.dirname(sys.argv[0]), "torn")
whole = bytearray(open(argv[i], "rb").read())
# the last match is the cpio entry: docket.json, before it, names the file too
whole[whole.rindex(b"docket/000003.bpf.o") + 600] ^= 1
open(torn, "wb").write(whole)
argv[i] = torn'''), DOCKET).wait().expect(3)
    assert run.kernel()['outcome'] == 'infra' and 'did not unpack whole' in run.kernel()['why'], run.kernel()
    assert run.programs() == {}
    run = Run('--qemu', wrapper('''i = argv.index("-initrd") + 1
short = os.path.join(os.path.dirname(sys.argv[0]), "short")
open(short, "wb").write(open(argv[i], "rb").read()[:-1500])
argv[i] = short'''), DOCKET).wait().expect(3)
    assert run.kernel()['outcome'] in ('infra', 'no-boot') and run.programs() == {}


def newc(files):
    """A newc segment, as a user may append it by hand."""
    out = b''
    for ino, (name, data) in enumerate(list(files.items()) + [('TRAILER!!!', b'')], 1):
        mode = 0o040755 if data is None else 0o100644
        data = data or b''
        fields = [ino, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        out += b'070701' + b''.join(b'%08x' % f for f in fields) + name.encode() + b'\0'
        out += b'\0' * (-len(out) % 4) + data
        out += b'\0' * (-len(out) % 4)
    return out


def with_archive(change):
    """A QEMU wrapper that boots another archive: @change, a Python expression on the bytes
    `whole`."""
    return wrapper('''i = argv.index("-initrd") + 1
whole = open(argv[i], "rb").read()
argv[i] = os.path.join(os.path.dirname(sys.argv[0]), "changed")
open(argv[i], "wb").write(%s)''' % change)


@case([KERNEL, 'debian:6.12'])
def added_segment():
    """The segment added for a kernel is verified too: if it is truncated, missing, damaged or of
    another kernel, no program is judged."""
    objects = object_path('kconfig'), object_path('whole')
    first = Run(*objects, kernels=['debian:6.1'], output=os.path.join(WORK, 'first')).wait().expect(0)
    kept = {name: open(os.path.join(first.dir, *name), 'rb').read() for name in (('archive.cpio',), ('debian-6.1', 'archive.cpio'))}
    base, foreign = kept.values()
    segment = os.path.join(WORK, 'segment')
    with open(segment, 'wb') as f:
        f.write(foreign[len(base) + (-len(base) % 4):])
    config = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'config', 'debian:6.12'], text=True).strip()
    at = len(open(config, 'rb').read()) // 2
    cases = {
        'whole[:-1500]': 'what was added to the archive is not there',
        'whole[:%d]' % len(base): 'what was added to the archive is not there',
        'whole[:%d] + open(%r, "rb").read()' % (len(base) + (-len(base) % 4), segment): 'is not what the host added',
        'whole[:%d] + b"#" + whole[%d:]' % (len(base) + at, len(base) + at + 1): '/boot/config-',
    }
    for change, said in cases.items():
        run = Run('--qemu', with_archive(change), *objects, kernels=['debian:6.12'],
                  output=os.path.join(WORK, 'out%d' % len(change))).wait().expect(3)
        k = run.kernel()
        assert k['outcome'] == 'infra' and said in k['why'] and run.programs() == {}, (change, k['why'])


@case()
def failed_unpack():
    """A kernel's message that unpacking failed counts, even if every listed file is present."""
    run = Run('--qemu', with_archive('whole + b"no archive"'), object_path('whole')).wait().expect(3)
    k = run.kernel()
    assert k['outcome'] == 'infra' and 'Initramfs unpacking failed: ' in k['why'], k
    assert len(k['boots']) == 1 and run.programs() == {}, k


@case()
def unproved():
    """Files that a user appended are named in the table, in result.json and on the console."""
    segment = os.path.join(WORK, 'segment')
    files = {'extra': None, 'extra/one': b'1', 'extra/#two': b'2' * 5000, 'docket/added.json': b'{}'}
    with open(segment, 'wb') as f:
        f.write(newc(files))
    change = 'whole + bytes(-len(whole) % 4) + open({!r}, "rb").read()'.format(segment)
    run = Run('--qemu', with_archive(change), object_path('whole')).wait().expect(0)
    features = run.kernel()['features']
    assert sorted(features['unproved']) == ['docket/added.json', 'extra/#two', 'extra/one'], features
    assert '\n  not proved, since it was not packed: ' in run.out and 'extra/one' in run.out, run.out
    console = open(os.path.join(run.boot_dir(), 'console.log')).read()
    assert '# unproved: extra/one' in console
    # booted by hand: no host tool sends the digest of the added segment
    whole = open(os.path.join(run.dir, 'archive.cpio'), 'rb').read()
    cpio = os.path.join(WORK, 'by-hand.cpio')
    with open(cpio, 'wb') as f:
        f.write(whole + bytes(-len(whole) % 4) + newc({'boot': None, 'boot/config-%s' % run.kernel()['release']: b'CONFIG_HZ=100\n'}))
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    done = subprocess.run([QEMU, '-nographic', '-no-reboot', '-m', '512', '-kernel', image, '-initrd', cpio, '-append',
                           'console=ttyS0 panic=-1 no_timer_check quiet'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120)
    assert b'# unproved: boot/config-' + run.kernel()['release'].encode() in done.stdout, done.stdout
    assert b'# Totals: pass:1 fail:0' in done.stdout, done.stdout
    # without added files none are named
    plain = Run(object_path('whole'), output=os.path.join(WORK, 'plain')).wait().expect(0)
    assert 'unproved' not in plain.kernel()['features'] and 'unproved' not in plain.out


def with_parameters(text, more=''):
    """A QEMU wrapper: a wrong nonce on the command line; appends a file with @text % the true one.
    @more: further statements, which know the true nonce."""
    return wrapper('''import re
i, j = argv.index("-initrd") + 1, argv.index("-append") + 1
nonce = re.search(r"jury.nonce=(\\w+)", argv[j]).group(1)
argv[j] = argv[j].replace(nonce, "0123456789abcdef")
text = %r %% nonce
whole = open(argv[i], "rb").read()
argv[i] = os.path.join(os.path.dirname(sys.argv[0]), "with-parameters-" + nonce)
newc = %s
open(argv[i], "wb").write(whole + bytes(-len(whole) %% 4) + newc.replace(b"@" * len(text), text.encode()))
%s''' % (text, newc({'docket/parameters': b'@' * len(text % ('0' * 16))}), more))


@case()
def parameters():
    """The nonce in a file of the root replaces that of the command line."""
    run = Run('--qemu', with_parameters('jury.nonce=%s\n'), object_path('whole')).wait().expect(0)
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met' and len(run.kernel()['boots']) == 1
    # the host did not add this file, so it is unproved
    assert run.kernel()['features']['unproved'] == ['docket/parameters'], run.kernel()['features']
    # an unknown parameter; one of the command line alone; a truncated file, which is ignored as a
    # whole: no program is judged
    for text, said in (('jury.nonce=%s\njury.form=1:2\n', '/docket/parameters: jury.form=1:2 is not understood'),
                       ('jury.nonce=%s\njury.deadline=host\n', 'only nonce and from may be in this file'),
                       ('jury.nonce=%s', 'nonce of another boot')):
        run = Run('--qemu', with_parameters(text), object_path('whole'), output=os.path.join(WORK, 'out%d' % len(text))).wait().expect(3)
        assert run.programs() == {} and said in run.kernel()['why'], run.kernel()


@case()
def foreign_archive():
    """A docket other than the packed one is refused."""
    other = os.path.join(WORK, 'other.cpio')
    subprocess.run([BPFJURY, 'pack', '-o', other, object_path('encodings')], check=True)
    run = Run('--qemu', wrapper('argv[argv.index("-initrd") + 1] = %r' % other), object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] == 'garbled' and 'docket' in run.kernel()['why'], run.kernel()


def lying_tool(init):
    """A copy of the tool with @init as its /init."""
    top = os.path.join(WORK, 'tool')
    for name in ('init', 'rootfs'):
        os.makedirs(os.path.join(top, name))
    shutil.copy(BPFJURY, top)
    shutil.copy(os.path.join(BUILD, 'rootfs', 'manifest'), os.path.join(top, 'rootfs'))
    shutil.copy(os.path.join(BUILD, 'tests', init), os.path.join(top, 'init', 'init'))
    return os.path.join(top, 'bpfjury')


@case(ALL_KERNELS)
def confined():
    """A child that acts as a hostile object might is confined to BPF on every kernel, and the next
    child finds no trace of it."""
    objects = [os.path.join(WORK, name + '.bpf.o') for name in ('escapes', 'leaves', 'looks', 'breaks')]
    for path in objects:
        shutil.copy(object_path('struct_ops'), path)
    # the child must find the nonce neither in the file that had it nor in its memory; it gets the
    # nonce reversed, not to find its own copy
    qemu = with_parameters('jury.nonce=%s\n', 'append("mirrored=" + nonce[::-1])')
    run = Run('-j', '2', '--qemu', qemu, *objects, kernels=ALL_KERNELS, tool=lying_tool('lying-init')).wait().expect(1)
    for index in range(len(ALL_KERNELS)):
        assert run.kernel(index)['outcome'] == 'complete' and run.kernel(index)['features']['unconfined'] == []
        assert run.kernel(index)['features']['unproved'] == ['docket/parameters'], run.kernel(index)['features']
        programs = run.programs(index)
        held = {name: p for (path, name), p in programs.items() if path == 'escapes.bpf.o'}
        assert len(held) == 14 and all(p['met'] == 'met' for p in held.values()), held
        for path in ('leaves.bpf.o', 'looks.bpf.o'):
            assert programs[path, 'registers']['met'] == 'met', programs[path, 'registers']
        assert programs['leaves.bpf.o', 'sets_sysctl']['met'] == 'met' == programs['looks.bpf.o', 'sysctl_is_back']['met']
        broken = programs['breaks.bpf.o', 'breaks']
        assert broken['reason'] == 'loader-crashed' and 'SIGSYS' in broken['detail'], broken


@case()
def unconfined():
    """A kernel without the features to confine a child still judges, and reports what is
    missing."""
    qemu = wrapper('append("sysctl.user.max_pid_namespaces=0 sysctl.user.max_mnt_namespaces=0")')
    run = Run('--qemu', qemu, object_path('whole'), object_path('encodings')).wait().expect(0)
    assert run.kernel()['features']['unconfined'] == ['pid-namespace', 'mounts'], run.kernel()['features']
