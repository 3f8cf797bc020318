#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The objects of bpf/ are readable by kernels and /init, and contain what their sources declare.

	test-bpf-objects.py OBJECT...
"""
import os
import re
import struct
import sys

EM_BPF = 247
ET_REL = 1

# bytes after struct btf_type, by kind: fixed, and for each of vlen
KINDS = {1: (4, 0), 2: (0, 0), 3: (12, 0), 4: (0, 12), 5: (0, 12), 6: (0, 8), 7: (0, 0), 8: (0, 0),
         9: (0, 0), 10: (0, 0), 11: (0, 0), 12: (0, 0), 13: (0, 8), 14: (4, 0), 15: (0, 12),
         16: (0, 0), 17: (4, 0), 18: (0, 0), 19: (0, 12)}
FUNC, DECL_TAG = 12, 17


def sections(data):
    shoff, = struct.unpack_from("<Q", data, 40)
    shnum, shstrndx = struct.unpack_from("<2H", data, 60)
    headers = [struct.unpack_from("<IIQQQQ", data, shoff + 64 * i) for i in range(shnum)]
    names = headers[shstrndx][4]

    def name(offset):
        return data[names + offset:data.index(0, names + offset)].decode()
    return {name(h[0]): data[h[4]:h[4] + h[5]] for h in headers}


def tags_by_function(btf):
    """From the .BTF section: function -> its declaration tags, in file order."""
    magic, _, _, length, types, types_size, strings, _ = struct.unpack_from("<HBBIIIII", btf)
    assert magic == 0xeb9f, "BTF magic"

    def text(offset):
        at = length + strings + offset
        return btf[at:btf.index(0, at)].decode()
    at, end, functions, tags = length + types, length + types + types_size, {}, []
    number = 0
    while at < end:
        number += 1
        name, info, target = struct.unpack_from("<III", btf, at)
        kind, vlen = info >> 24 & 0x1f, info & 0xffff
        if kind == FUNC:
            functions[number] = text(name)
        elif kind == DECL_TAG:
            tags.append((target, text(name)))
        at += 12 + KINDS[kind][0] + KINDS[kind][1] * vlen
    return {name: [tag for target, tag in tags if target == number]
            for number, name in functions.items()}


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data[:7] == b"\x7fELF\x02\x01\x01", "ELF64, little-endian"
    assert struct.unpack_from("<2H", data, 16) == (ET_REL, EM_BPF), "relocatable BPF"
    found = sections(data)
    for name in (".BTF", ".BTF.ext", "license"):
        assert name in found, f"section {name}"
    assert re.fullmatch(rb"[\w/ -]+\0", found["license"]), "licence"
    source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    build = os.path.dirname(os.path.dirname(os.path.abspath(path)))
    for place in (source, build):
        assert place.encode() not in data, f"{place} in the object"

    tags = {name: tags for name, tags in tags_by_function(found[".BTF"]).items() if tags}
    counters = []
    for name, annotations in tags.items():
        parsed = [re.fullmatch(r"comment:(\d+):(test_|bpfjury_)\w+(=.+)?", tag) for tag in annotations
                  if not tag.startswith(("arg:", "exception_callback:"))]
        assert all(parsed), f"{name}: {annotations}"
        counters += [int(tag[1]) for tag in parsed]
    assert len(counters) == len(set(counters)), "the counters of annotations are unique"
    shown = [name for name, annotations in tags.items() if any(":bpfjury_shows=" in tag for tag in annotations)]
    assert shown, "no program has PROGRAM_SHOWS"


def main(paths):
    failed = 0
    for path in paths:
        try:
            check(path)
        except AssertionError as error:
            print(f"{path}: {error}", file=sys.stderr)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
