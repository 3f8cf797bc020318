#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The objects of bpf/ are what a kernel and /init can read, and hold what their sources say.

	test-bpf-objects.py OBJECT...
"""
import os
import re
import struct
import sys

EM_BPF = 247
ET_REL = 1

# program -> what is expected of it; messages as regular expressions of the tag's text
SUCCESS = ("success", [])
PROGRAMS = {
    "minimal": {"minimal": SUCCESS},
    "refuse_null_deref": {"refuse_null_deref": (
        "failure", [r"invalid mem access 'map_value_or_null'"])},
    "refuse_packet_bounds": {"refuse_packet_bounds": (
        "failure", [r"invalid access to packet", r"offset is outside of the packet"])},
    "simple_kprobe": {"clone_entered": SUCCESS, "clone_returned": SUCCESS},
    "tc_classifier": {"tc_classifier": SUCCESS},
    "tracepoint_net": {"packet_in": SUCCESS, "packet_out": SUCCESS},
    "xdp_counter": {"xdp_counter": SUCCESS},
}

# bytes behind struct btf_type, by kind: fixed, and for each of vlen
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
    """From the .BTF section: function -> its declaration tags, in the order they are written."""
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


def expectation(tags):
    words = [tag.removeprefix("comment:test_expect_") for tag in tags
             if tag in ("comment:test_expect_success", "comment:test_expect_failure")]
    assert len(words) == 1, f"one of success and failure, not {words}"
    messages = []
    for tag in tags:
        counted = re.fullmatch(r"comment:test_expect_msg=(\d+)=(.+)", tag)
        if counted:
            messages.append((int(counted[1]), counted[2]))
        else:
            assert tag in ("comment:test_expect_success", "comment:test_expect_failure"), tag
    return words[0], [text for _, text in sorted(messages)]


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data[:7] == b"\x7fELF\x02\x01\x01", "ELF64, little-endian"
    assert struct.unpack_from("<2H", data, 16) == (ET_REL, EM_BPF), "relocatable BPF"
    found = sections(data)
    for name in (".BTF", ".BTF.ext", "license"):
        assert name in found, f"section {name}"
    assert found["license"] == b"GPL\0", "licence"
    source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    build = os.path.dirname(os.path.dirname(os.path.abspath(path)))
    for place in (source, build):
        assert place.encode() not in data, f"{place} in the object"

    functions = tags_by_function(found[".BTF"])
    programs = PROGRAMS[os.path.basename(path).removesuffix(".bpf.o")]
    for program, (word, patterns) in programs.items():
        assert program in functions, f"program {program}"
        told, messages = expectation(functions[program])
        assert told == word, f"{program}: {word} expected, {told} written"
        assert len(messages) == len(patterns), f"{program}: {messages}"
        for message, pattern in zip(messages, patterns):
            assert re.search(pattern, message), f"{program}: {pattern} in {message}"


def main(paths):
    names = {os.path.basename(path).removesuffix(".bpf.o") for path in paths}
    assert names == set(PROGRAMS), f"this test and bpf/meson.build differ: {names ^ set(PROGRAMS)}"
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
