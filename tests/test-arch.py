#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""An architecture is spelled in hostbuild/kernel/arch.[ch] and nowhere else in the host tool's
code.

Comments may name one for an example.  EXCEPTIONS lists the files whose code does, and why; a file
that no longer needs to be there fails the test.
"""
import os
import re
import sys

TABLE = {"kernel/arch.c", "kernel/arch.h"}
EXCEPTIONS = {
    "archive/object.c": "names the machine of an ELF file that is not BPF, of any architecture",
    "cmd-kernel-build.c": "the help of --bzimage",
    "cmd-kernel.c": "the option --bzimage",
    "kernel/build/build.c": "messages name the option --bzimage",
    "kernel/unpack/image.c": "parses the header of a bzImage",
    "kernel/unpack/sandbox.c": "the system calls of the host",
    "vm/counter.c": "reads the host's own counter",
}
SPELLING = re.compile(r"x86|amd64|i386|bzImage|ttyS|isa-|microvm|\bq35|EM_X86|8250|qemu64|pmtmr|tsc_",
                      re.IGNORECASE)
# matches comments, which are dropped, and strings and characters, which are kept
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


def code_of(text):
    """The text without comments, its line numbers kept."""
    return TOKEN.sub(lambda m: re.sub(r"[^\n]", "", m[0]) if m[0].startswith("/") else m[0], text)


def main(root):
    top = os.path.join(root, "hostbuild")
    found, failed = set(), False
    for directory, _, names in os.walk(top):
        for name in sorted(names):
            path = os.path.join(directory, name)
            short = os.path.relpath(path, top)
            if not name.endswith((".c", ".h")) or short in TABLE:
                continue
            with open(path, encoding="utf-8") as f:
                lines = code_of(f.read()).split("\n")
            hits = [(n, line.strip()) for n, line in enumerate(lines, 1) if SPELLING.search(line)]
            if hits and short in EXCEPTIONS:
                found.add(short)
                continue
            for n, line in hits:
                failed = True
                print(f"hostbuild/{short}:{n}: spells an architecture: {line}")
    for short in sorted(set(EXCEPTIONS) - found):
        failed = True
        print(f"hostbuild/{short}: spells no architecture any more: take it off the exceptions")
    assert code_of('a "/* x86 */" /* x86 */ b') == 'a "/* x86 */"  b'
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
