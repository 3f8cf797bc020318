#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury kernel show --vmlinux-h`: BTF made here, valid and hostile, and that of real kernels.

    test-kernel-types.py BPFJURY
"""
import collections
import gzip
import os
import re
import shutil
import struct
import subprocess
import sys

import subtests
from kernel_fixtures import Bench, bzimage, main

TOOL = os.path.abspath(sys.argv[1])
INT, PTR, ARRAY, STRUCT, UNION, ENUM, TYPEDEF, FUNC, FUNC_PROTO, DECL_TAG, TYPE_TAG = 1, 2, 3, 4, 5, 6, 8, 12, 13, 17, 18


class Btf:
    """Types are added one by one and have the numbers 1, 2, …"""

    def __init__(self):
        self.strings, self.types, self.n = b"\0", b"", 0

    def name(self, text):
        at = len(self.strings)
        self.strings += text.encode() + b"\0"
        return at if text else 0

    def add(self, kind, name="", size=0, members=(), extra=b"", flag=0):
        vlen = len(members)
        self.types += struct.pack("<III", self.name(name), kind << 24 | flag << 31 | vlen, size)
        self.types += extra
        for member, *rest in members:
            self.types += struct.pack("<I%dI" % len(rest), self.name(member), *rest)
        self.n += 1
        return self.n

    def int(self, name="int"):
        return self.add(INT, name, 4, extra=struct.pack("<I", 1 << 24 | 32))

    def bytes(self):
        return (struct.pack("<HBBIIIII", 0xeb9f, 1, 0, 24, 0, len(self.types), len(self.types), len(self.strings)) +
                self.types + self.strings)


def elf(btf, section=b".BTF"):
    """An ELF64 x86-64 executable with a PVH note and that section."""
    note = struct.pack("<III4sI", 4, 4, 18, b"Xen\0", 0x1000000)
    names = b"\0" + section + b"\0.shstrtab\0"
    at = 120 + len(note)
    header = struct.pack("<4sBBBB8xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0, 2, 62, 1, 0, 64,
                         at + len(btf) + len(names), 0, 64, 56, 1, 64, 3, 2)
    program = struct.pack("<IIQQQQQQ", 4, 4, 120, 0, 0, len(note), len(note), 4)
    sections = bytes(64)
    sections += struct.pack("<IIQQQQIIQQ", 1, 1, 2, 0, at, len(btf), 0, 0, 1, 0)
    sections += struct.pack("<IIQQQQIIQQ", 2 + len(section), 3, 0, 0, at + len(btf), len(names), 0, 0, 1, 0)
    return header + program + note + btf + names + sections


def packed(vmlinux):
    return bzimage(payload=gzip.compress(vmlinux, mtime=0))


def good():
    b = Btf()
    number = b.int()
    b.add(STRUCT, "point", 8, [("x", number, 0), ("y", number, 32)])
    b.add(ENUM, "colour", 4, [("RED", 0), ("BLUE", 7)])
    proto = b.add(FUNC_PROTO, "", number, [("where", number)])
    function = b.add(FUNC, "bpf_paint", proto)
    b.add(DECL_TAG, "bpf_kfunc", function, extra=struct.pack("<i", -1))
    other = b.add(FUNC, "static_one", proto)
    b.add(DECL_TAG, "something", other, extra=struct.pack("<i", -1))
    b.add(PTR, "", b.add(TYPE_TAG, "user", number))
    return b.bytes()


def writes():
    b = Bench(TOOL)
    want = "struct point {\n\tint x;\n\tint y;\n};\n\nenum colour {\n\tRED = 0,\n\tBLUE = 7,\n};\n"
    for content in (elf(good()), packed(elf(good()))):
        out = b.run("show", "--vmlinux-h", b.path("image", content))
        assert want in out and "extern int bpf_paint(int where) __weak __ksym;\n" in out, out
        assert "static_one" not in out and out.endswith("#endif /* __VMLINUX_H__ */\n")
        assert re.sub("  uname -r: .* ", " ", out).startswith("/* The types of a Linux kernel, written by bpfjury. */\n")
        b.run("show", "--vmlinux-h", "-o", b.path("v.h"), b.path("image"))
        assert open(b.path("v.h")).read() == out
    clang = shutil.which("clang")
    if clang:
        open(b.path("p.c"), "w").write('#include "v.h"\nint f(struct point *p) { return bpf_paint(p->x + BLUE); }\n')
        subprocess.run([clang, "-Wall", "-Werror", "-g", "-O2", "-target", "bpf", "-c", b.path("p.c"), "-o", b.path("p.o")], check=True)


def named(name):
    b = Btf()
    b.add(STRUCT, "s", 4, [(name, b.int(), 0)])
    return b.bytes()


def hostile_bodies():
    yield "torn", good()[:-20]
    yield "no header", b"BTF?" * 10
    yield "empty", b""
    for name in ('a"', "a;\n#include </etc/passwd>\nint b", "a\\", "a%:", "a??=", "a'", "a/*", "a\x1b[31m", "a\f",
                 'a; __asm__(".incbin \\"/etc/passwd\\"")', "\u202e", 'a; int b __attribute__((section("x")))', "`", "$", "@"):
        yield repr(name), named(name)
    b = Btf()
    b.add(PTR, "", b.add(TYPE_TAG, 'user")) x; _Pragma("once', b.int()))
    b.add(TYPEDEF, "t", b.n)
    yield "tag", b.bytes()
    b = Btf()
    b.add(STRUCT, "s", 4, [("self", 1, 0)])
    yield "holds itself", b.bytes()
    b = Btf()
    before = b.int()
    for i in range(19):  # without names each is written inside of the next, twice
        before = b.add(STRUCT, "", 4, [("a", before, 0), ("b", before, 0)])
    b.add(TYPEDEF, "bomb", before)
    yield "bomb", b.bytes()
    b = Btf()
    for i in range(150000):
        b.add(TYPEDEF, "t%d" % i, b.n + 2)
    b.int()
    yield "deep", b.bytes()
    b = Btf()
    tag = b.add(DECL_TAG, "bpf_kfunc", 4000, extra=struct.pack("<i", -1))
    yield "tag of nothing", b.bytes()


def hostile():
    """Each is refused with one line, and writes nothing."""
    b = Bench(TOOL)
    for what, btf in hostile_bodies():
        image = b.path("image", elf(btf))
        b.path("v.h", b"old")
        p = b.start("show", "--vmlinux-h", "-o", b.path("v.h"), image)
        out, err = p.communicate(timeout=240)
        # a sanitizer tells of the child's stack, too
        if "AddressSanitizer" in err:
            err = "".join(line for line in err.splitlines(keepends=True) if line.startswith("bpfjury: "))
        assert p.returncode == 3 and err.count("\n") == 1 and not out, (what, p.returncode, out[:200], err[-500:])
        assert image in err and "\x1b" not in err, (what, err)
        assert open(b.path("v.h")).read() == "old", what
        print("#   %.40s: %s" % (what, err.strip().split(": ", 2)[-1]), flush=True)
    b.run("show", "--vmlinux-h", b.path("image", elf(good(), b".BTG")), status=3, said="has no BTF", lines=1)
    b.run("show", "--vmlinux-h", b.path("image", bzimage()), status=3, said="has no BTF", lines=1)
    b.run("show", "--vmlinux-h", b.path("image", bzimage(payload=b"\x89LZO\0" + b"1" * 100)), status=3,
          said="cannot be unpacked here", lines=1)
    b.run("show", "--vmlinux-h", "-o", b.dir, b.path("image"), status=2, lines=1)
    b.run("show", "-o", b.path("v.h"), b.path("image"), status=2, said="--output goes with --vmlinux-h", lines=1)
    b.run("show", "--vmlinux-h", "--features", "x", status=2, said="--path, --features or --vmlinux-h", lines=1)
    b.run("show", "--vmlinux-h", "nosuch", status=2, said="no such kernel", lines=1)


PROGRAM = """#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
SEC("raw_tp/sched_switch") int p(void *c)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	return BPF_CORE_READ(t, mm, pgd) != 0;
}
char LICENSE[] SEC("license") = "GPL";
"""


def types_of(text):
    """How often each line is there; the order differs between releases of bpftool, as do attributes
    and kfuncs."""
    lines = (re.sub(r" __attribute__\(\(mode\(\w+\)\)\)", "", line) for line in text.splitlines())
    return collections.Counter(line for line in lines if line and not re.match(r"#|extern |/\*", line))


def real():
    """Kernels that the cache of this machine has; none is downloaded."""
    there = [line.split()[0] for line in subprocess.run([TOOL, "kernel", "list", "-q"], stdout=subprocess.PIPE, text=True,
                                                         check=True).stdout.splitlines()]
    kernels = [k for s in ("5.10", "7.2") for k in [next((t for t in there if t.startswith("debian-%s." % s)), None)] if k]
    if not kernels:
        subtests.skip("no kernel of Debian in the cache")
    b = Bench(TOOL)
    clang, bpftool = shutil.which("clang"), shutil.which("bpftool") or shutil.which("bpftool", path="/usr/sbin")
    for kernel in kernels:
        text = subprocess.run([TOOL, "kernel", "show", "--vmlinux-h", kernel], stdout=subprocess.PIPE, text=True, check=True).stdout
        b.path("vmlinux.h", text.encode())
        if clang:
            b.path("p.bpf.c", PROGRAM.encode())
            subprocess.run([clang, "-Wall", "-Werror", *(["-fms-extensions"] if kernel == kernels[0] else []), "-g", "-O2", "-target", "bpf", "-I", b.dir, "-c",
                            b.path("p.bpf.c"), "-o", b.path("p.o")], check=True)
        vmlinux = subprocess.run([TOOL, "kernel", "show", "--path", "vmlinux", kernel], stdout=subprocess.PIPE, text=True).stdout.strip()
        if bpftool and vmlinux and kernel == kernels[-1]:
            theirs = subprocess.run([bpftool, "btf", "dump", "file", vmlinux, "format", "c"], stdout=subprocess.PIPE, text=True)
            if theirs.returncode == 0:
                ours, theirs = types_of(text), types_of(theirs.stdout)
                assert ours == theirs, (kernel, (ours - theirs).most_common(5), (theirs - ours).most_common(5))
    if not clang or not bpftool:
        subtests.skip("written, but without clang not compiled, and without bpftool not compared")


main([writes, hostile, real])
