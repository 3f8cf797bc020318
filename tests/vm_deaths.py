# SPDX-License-Identifier: GPL-2.0-only
"""Boots that fail: slow and stuck programs, panics, a QEMU that dies, a stream that breaks off."""
import os
import re
import signal
import socket
import time

from vm_run import KERNEL, OBJECTS, QEMU, Run, WORK, case, no_qemu_left, object_path, skip, wrapper

ONE_UNKNOWN = {'met': 0, 'unmet': 0, 'unknown': 1, 'skipped': 0, 'whole_unmet': 0, 'whole_unknown': 0}


def check_between(run, verdict, reason):
    """between.bpf.o ended in its second program, which has that verdict, and so has the whole: that
    names it, and the programs around it are judged once each."""
    [judged] = [o for o in run.kernel()['objects'] if o['path'] == 'between.bpf.o']
    assert [p['name'] for p in judged['programs']] == ['before', 'exhausting', 'after'], judged
    before, slow, after = judged['programs']
    assert before['met'] == after['met'] == 'met', judged
    whole = judged['whole']
    for answer in slow, whole:
        assert answer['verdict'] == verdict and answer['reason'] == reason, answer
        assert answer['met'] == ('unmet' if verdict in ('crashed', 'rejected') else 'unknown'), answer
    assert whole['program'] == 'exhausting', whole
    # the program shows it
    summary = run.result['summary']
    assert summary['whole_unmet'] == summary['whole_unknown'] == 0, summary
    return slow


@case()
def program_timeout():
    """A program whose verification takes too long is a timeout, and so is the whole that it is
    loaded in; the programs after it are judged."""
    for seconds in ('4', '2', '1'):  # a fast machine verifies it in less than the first
        run = Run('--program-timeout', seconds, object_path('between'), object_path('whole'),
                  output=os.path.join(WORK, 'out' + seconds)).wait()
        if run.status != 1:
            break
    run.expect(3)
    assert run.kernel()['outcome'] == 'complete' and len(run.kernel()['boots']) == 1
    check_between(run, 'timeout', 'program-timeout')
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'


@case()
def wrong_clock():
    """A wrong guest clock does not change a deadline: no program is given up too early or too
    late."""
    def guest_by(factor):
        return wrapper('argv[:] = [re.sub(r"tsc_early_khz=(\\d+)", lambda m: "tsc_early_khz=%%d" %% (int(m[1]) * %r), a) for a in argv]'
                       % factor)
    # 20 times too fast: by this clock the program's time is over in a second
    run = Run('--qemu', guest_by(1 / 20), '--program-timeout', '20', object_path('exhausting'), object_path('whole')).wait().expect(1)
    [boot] = run.kernel()['boots']
    if boot['guest_ms'] < 3 * boot['wall_ms']:
        skip('the guest took no wrong rate for its clock: %d ms of its own in %d ms' % (boot['guest_ms'], boot['wall_ms']))
    assert boot['guest_ms'] > 20000, boot
    assert run.programs()[('exhausting.bpf.o', 'exhausting')]['verdict'] == 'rejected'
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    # without jury.deadline=host the guest enforces the timeout; its timeout is not trusted: the
    # program is tried once more, then left unknown
    change = 'argv[:] = [re.sub(r"tsc_early_khz=(\\d+)", lambda m: "tsc_early_khz=%d" % (int(m[1]) / 20), a).replace("jury.deadline=host", "") for a in argv]'
    run = Run('--qemu', wrapper(change), '--program-timeout', '10', object_path('exhausting'), object_path('whole')).wait().expect(3)
    # on a busy machine the load of the whole object may be given up first
    *given_up, last = [b['outcome'] for b in run.kernel()['boots']]
    assert len(given_up) >= 2 and set(given_up) == {'infra'} and last == 'complete', run.kernel()['boots']
    slow = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert slow['verdict'] == 'timeout' and slow['met'] == 'unknown' and 'its clock is wrong' in slow['detail'], slow
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    # 10 times too slow: the guest alone would notice ten times too late.  Grace periods take ten
    # times as long too, so the next program may also exceed its second.
    run = Run('--qemu', guest_by(10), '--program-timeout', '1', object_path('exhausting'), object_path('whole')).wait().expect(3)
    [boot] = run.kernel()['boots']
    assert boot['guest_ms'] < boot['wall_ms'] / 3, boot
    assert run.programs()[('exhausting.bpf.o', 'exhausting')]['verdict'] == 'timeout'
    assert run.programs()[('whole.bpf.o', 'whole')]['verdict'] in ('accepted', 'timeout')


@case()
def hung_kernel():
    """A program that never returns is given up at its timeout, with the kernel's position in the
    detail; the next program is judged."""
    run = Run('--program-timeout', '5', object_path('endless'), object_path('whole')).wait().expect(3)
    assert [b['outcome'] for b in run.kernel()['boots']] == ['hung', 'complete'], run.kernel()['boots']
    lost = run.programs()[('endless.bpf.o', 'endless')]
    assert lost['verdict'] == 'timeout' and lost['reason'] == 'kernel-hung' and lost['met'] == 'unknown', lost
    assert re.search(r'^no sign of life for \d+ s; its processor was at \w*(bpf|loop|inner|outer)\w*', lost['detail']), lost
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    # the full registers and the console log are kept
    assert 'RIP=' in open(os.path.join(run.boot_dir(), 'registers.txt')).read()
    assert 'NMI: Not continuing' in open(os.path.join(run.boot_dir(), 'console.log')).read()


@case(['debian:6.12'])
def trial_timeout():
    """--timeout ends the whole trial: verdicts received by then stay, the rest are unknown."""
    run = Run('--timeout', '28', object_path('exhausting'), os.path.join(OBJECTS, 'encodings.bpf.o'), kernels=['debian:6.12'])
    # stop QEMU after a program has begun: a fast machine could judge any program before the timeout
    run.wait_for_record('"record":"begin","object":1')
    for pid in run.qemu():
        os.kill(pid, signal.SIGSTOP)
    run.wait().expect(3)
    assert run.kernel()['outcome'] == 'hung', run.kernel()['outcome']
    assert run.programs()[('encodings.bpf.o', 'plain')]['met'] == 'met'
    assert '--timeout' in run.err
    no_qemu_left(run)


@case()
def panic():
    """A kernel panic during a program of a whole: both crashed, and the next boot starts after that
    program, without the whole.  In an interrupt the panic may be another program's: status 3."""
    for attempt in range(5):
        run = run_with_nmi(attempt)
        # the second boot must not judge the program of the panic again
        status = run.wait().status
        report = ''.join(s.get('report', '') for s in run.kernel()['splats'])
        if status != 3 or '<IRQ>' not in report:
            break
        assert run.kernel()['outcome'] == 'panicked', run.kernel()
    assert status == 1, status
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['panicked', 'complete'], k['boots']
    assert k['outcome'] == 'complete'
    crashed = check_between(run, 'crashed', 'kernel-crash')
    assert crashed['detail'] == 'kernel panic: NMI: Not continuing', crashed
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    assert run.programs()[('encodings.bpf.o', 'plain')]['met'] == 'met'


def run_with_nmi(attempt):
    """A run whose first boot gets an NMI while the middle program of between.bpf.o is judged."""
    qmp = os.path.join(WORK, 'qmp%d' % attempt)
    run = Run('--qemu', wrapper('append("unknown_nmi_panic")\nargv += ["-qmp", "unix:%s,server=on,wait=off"]' % qmp),
              object_path('encodings'), object_path('between'), object_path('whole'),
              output=os.path.join(WORK, 'out%d' % attempt))
    run.wait_for_record('"name":"exhausting"')
    time.sleep(0.5)
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(qmp)
        s.sendall(b'{"execute":"qmp_capabilities"}\n{"execute":"inject-nmi"}\n')
        time.sleep(1)
    return run


class Debugger:
    """A minimal client of GDB's remote protocol, for QEMU's stub."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)

    def answer(self):
        text = b''
        while not (text.count(b'#') and len(text.rpartition(b'#')[2]) == 2):
            more = self.socket.recv(65536)
            assert more, 'QEMU closed its stub'
            text = (text + more).lstrip(b'+')
        self.socket.sendall(b'+')
        return text[1:-3].decode()

    def ask(self, text):
        self.socket.sendall(b'$%s#%02x' % (text.encode(), sum(text.encode()) & 0xff))
        return self.answer()

    def stop(self):
        self.socket.sendall(b'\x03')
        return self.answer()

    def go(self):
        self.socket.sendall(b'$c#63')

    def rip(self):
        """x86-64: RIP, the 17th register after the 16 general ones, and whether interrupts are on,
        bit 9 of EFLAGS, which follows."""
        registers = bytes.fromhex(self.ask('g')[16 * 16:17 * 16 + 8])
        return int.from_bytes(registers[:8], 'little'), bool(registers[9] & 2)


def plant_oops(append):
    """Run; make the verifier oops on `exhausting` in the first boot.  An interrupt may come in
    place of the step that executes ud2, and then nothing happened."""
    stub = os.path.join(WORK, 'gdb')
    run = Run('--qemu', wrapper('append(%r)\nargv += ["-gdb", "unix:%s,server=on,wait=off"]' % (append, stub)),
              object_path('encodings'), object_path('exhausting'), object_path('whole'))
    run.wait_for_record('"record":"begin","object":1')
    time.sleep(0.5)
    debugger = Debugger(stub)  # which stops the machine
    for _ in range(100):
        rip, interruptible = debugger.rip()
        # the kernel's text, and no interrupt: a death within one would be another's
        if rip >= 0xffffffff80000000 and interruptible:
            break
        debugger.go()
        time.sleep(0.02)
        debugger.stop()
    # write ud2 at RIP, and remove it again before the kernel's report executes this code
    was = debugger.ask('m%x,2' % rip)
    assert debugger.ask('M%x,2:0f0b' % rip) == 'OK'
    debugger.ask('s')
    assert debugger.ask('M%x,2:%s' % (rip, was)) == 'OK'
    debugger.go()
    return run.wait().expect(1)


def oops_in_verifier(append):
    """Returns the run and the title of the oops."""
    for _ in range(3):
        run = plant_oops(append)
        crashed = run.programs()[('exhausting.bpf.o', 'exhausting')]
        if crashed['verdict'] != 'rejected':
            break
    assert crashed['verdict'] == 'crashed' and crashed['met'] == 'unmet', crashed
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    title = re.fullmatch(r'invalid opcode in (\w+)', crashed['detail'])
    assert title, crashed['detail']
    console = open(os.path.join(run.boot_dir(), 'console.log'), errors='replace').read()
    # the interrupted function, or its caller if it is one like memcmp()
    assert re.search(r'RIP: 0010:\w', console) and re.search(r'[: ]%s[.+]\S*0x' % title[1], console), title[1]
    return run, title[0]


@case()
def oops():
    """An oops with panic_on_oops: the detail is the report's title, and the next boot starts after
    it."""
    run, title = oops_in_verifier('loglevel=4')
    boots = run.kernel()['boots']
    assert [b['outcome'] for b in boots] == ['panicked', 'complete'], boots
    assert boots[0]['why'] == title, boots


@case()
def oops_survived():
    """An oops without a panic: the guest reports one splat, with its title and the kernel's
    line."""
    run, title = oops_in_verifier('sysctl.kernel.panic_on_oops=0')
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['complete'], k['boots']
    splat, = k['splats']
    assert splat['title'] == title and splat['program'] == 'exhausting', splat
    assert 'invalid opcode: 0000 [#1]' in splat['line'], splat


@case()
def stopped():
    """A stopped QEMU (SIGSTOP) is hung: the program is not blamed, the run fails, the rest is
    judged."""
    run = Run('--program-timeout', '20', object_path('between'), object_path('whole'))
    run.wait_for_record('"name":"exhausting"')
    for pid in run.qemu():
        os.kill(pid, signal.SIGSTOP)
    run.wait().expect(3)
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['hung', 'complete'], k['boots']
    check_between(run, 'timeout', 'kernel-hung')
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'


@case()
def qemu_killed():
    """A QEMU that dies is an infrastructure failure: retried at the same place, with a whole from
    the object's start; no verdict is lost, and none is counted twice."""
    run = Run(object_path('encodings'), object_path('between'), object_path('whole'))
    run.wait_for_record('"name":"exhausting"')
    for pid in run.qemu():
        os.kill(pid, signal.SIGKILL)
    run.wait().expect(1)  # `exhausting` is refused and has no annotation
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['infra', 'complete'], k['boots']
    assert 'SIGKILL' in k['boots'][0]['why']
    check_between(run, 'rejected', 'limit-insns')
    assert len(run.programs()) == 7
    again = open(os.path.join(run.boot_dir(2), 'records.log')).read()
    assert '"record":"whole-begin"' in again and '"name":"before"' in again


@case()
def no_init():
    """A kernel that panics before /init starts: no-boot with the panic's message, tried twice."""
    run = Run('--qemu', wrapper('append("rdinit=/nowhere")'), object_path('whole')).wait().expect(3)
    k = run.kernel()
    assert k['outcome'] == 'no-boot' and len(k['boots']) == 2, k
    assert k['why'].startswith('kernel panic: '), k['why']
    assert run.result['summary'] == ONE_UNKNOWN


@case()
def no_serial():
    """A guest without a serial port: no byte on the console, and the message names possible
    causes."""
    # the deadline for the first byte is long; end QEMU from outside, as a guest that powers off
    # would
    run = Run('--qemu', wrapper('append("8250.nr_uarts=0")'), '--timeout', '100', object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] in ('no-boot', 'hung') and run.programs() == {}
    why = run.kernel()['why']
    assert why.startswith('not a byte on its console') and 'which its configuration has' in why, why
    assert why in run.out, run.out


@case()
def one_port():
    """A machine without the second port: the console prints, no record arrives, the run fails."""
    run = Run('--qemu', wrapper('append("8250.nr_uarts=1")'), object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] == 'no-boot', run.kernel()
    assert 'second serial port' in run.kernel()['why'], run.kernel()['why']
    assert run.programs() == {}


LATE = """#!/usr/bin/env python3
# on the records' socket between QEMU and the tool: pass all on but the last record, then kill QEMU
import os, signal, socket, subprocess, sys
argv = sys.argv[1:]
if "--version" in argv:
    os.execvp(%(qemu)r, [%(qemu)r] + argv)
if %(once)r and os.path.exists(%(done)r):
    os.execvp(%(qemu)r, [%(qemu)r] + argv)
open(%(done)r, "w").close()
at = [i for i, a in enumerate(argv) if a.startswith("socket,id=records,fd=")][0]
tool = socket.socket(fileno=int(argv[at].split("=")[-1]))
ours, qemus = socket.socketpair()
os.set_inheritable(qemus.fileno(), True)
argv[at] = "socket,id=records,fd=%%d" %% qemus.fileno()
qemu = subprocess.Popen([%(qemu)r] + argv, close_fds=False)
qemus.close()
held = b""
while True:
    got = ours.recv(65536)
    held += got
    while b"\\n" in held:
        line, held = held.split(b"\\n", 1)
        if %(stop)r in line:
            qemu.kill()
            qemu.wait()
            %(end)s
        tool.sendall(line + b"\\n")
    if not got:
        sys.exit(0)
"""


def late_wrapper(stop, end, once=False):
    path = os.path.join(WORK, 'qemu-late')
    with open(path, 'w') as f:
        f.write(LATE % {'qemu': QEMU, 'stop': stop, 'end': end, 'once': once, 'done': path + '.done'})
    os.chmod(path, 0o755)
    return path


@case()
def no_end():
    """All programs reported but no end record: its totals are unknown, so the run fails."""
    for end in ('sys.exit(3)', 'sys.exit(0)', 'os.kill(os.getpid(), signal.SIGKILL)'):
        run = Run('--qemu', late_wrapper(b'"record":"end"', end), object_path('whole'),
                  output=os.path.join(WORK, 'out' + str(len(end)))).wait().expect(3)
        assert run.kernel()['outcome'] in ('infra', 'truncated') and run.kernel()['why'], run.kernel()
        assert len(run.kernel()['boots']) == 2
        assert run.result['summary'] == ONE_UNKNOWN, run.result['summary']
        lines = run.out.splitlines()
        assert any(line.split()[:3] == ['whole', '?', 'accepted'] for line in lines), run.out
        assert lines[-2:] == ['exit status 3:', '  the trial is not complete: %s, on %s' % (
            run.kernel()['outcome'], KERNEL)], lines[-2:]


@case()
def late_death():
    """A machine that ends silently between two objects: what that boot reported is judged again,
    and counts only from a boot that ended well.  If it ends there every time, the object is
    unknown."""
    stop = b'"record":"object-begin","object":1'
    run = Run('--qemu', late_wrapper(stop, 'sys.exit(0)', once=True), object_path('encodings'), object_path('whole'))
    run.wait().expect(0)
    assert [b['outcome'] for b in run.kernel()['boots']] == ['truncated', 'complete']
    again = open(os.path.join(run.boot_dir(2), 'records.log')).read()
    assert again.count('"record":"program"') == len(run.programs()) == 4
    run = Run('--qemu', late_wrapper(stop, 'sys.exit(0)'), object_path('encodings'), object_path('whole'),
              output=os.path.join(WORK, 'always')).wait().expect(3)
    assert run.kernel()['outcome'] == 'truncated' and ('whole.bpf.o', 'whole') not in run.programs()
