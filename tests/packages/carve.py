#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Find BPF objects in files: objects by themselves, and those that an executable or a library
carries (libbpf's skeletons, Go's embed, Rust's include_bytes!).

    carve.py FILE...            list them: offset, bytes, name, SHA-256
    carve.py -o DIR FILE...     write them too

An object is an ELF file of its own: 64 bits, little-endian, relocatable, for BPF.  Its length is
not recorded where it is embedded.  It is the end of the section header table or of the last
section, whichever is later.  What does not hold together as such a file is not an object.
"""
import argparse
import collections
import hashlib
import os
import re
import struct
import sys

ET_REL = 1
EM_BPF = 247
SHT_NOBITS = 8
# e_ident: class 64 bits, little-endian, version 1; the remaining 9 bytes are ABI and padding
START = re.compile(rb'\x7fELF\x02\x01\x01.{9}' + re.escape(struct.pack('<HHI', ET_REL, EM_BPF, 1)), re.S)
HEADER = struct.Struct('<16sHHIQQQIHHHHHH')  # Elf64_Ehdr
SECTION = struct.Struct('<IIQQQQIIQQ')  # Elf64_Shdr
MOST_BYTES = 64 << 20  # of one object

Object = collections.namedtuple('Object', 'offset content name')


def text_at(strings, offset):
    """The string that begins at @offset of a string table; None if the table does not have it."""
    end = strings.find(b'\0', offset)
    if offset >= len(strings) or end < 0:
        return None
    return strings[offset:end].decode(errors='replace')


def sections(content, offset=0):
    """The section headers of the object at @offset, as tuples, and the index of their string
    table; None if they do not fit into @content."""
    if offset + HEADER.size > len(content):
        return None
    header = HEADER.unpack_from(content, offset)
    table, entry, count, names = header[6], header[11], header[12], header[13]
    if not table or entry != SECTION.size or not count or names >= count:
        return None
    if offset + table + count * entry > len(content):
        return None
    rows = [SECTION.unpack_from(content, offset + table + n * entry) for n in range(count)]
    return rows, names, table + count * entry


def length_at(content, offset):
    """How long the object at @offset is; None if no whole object is there."""
    found = sections(content, offset)
    if not found:
        return None
    rows, _, end = found
    for row in rows:
        if row[1] not in (0, SHT_NOBITS):
            end = max(end, row[4] + row[5])
    return end if end <= min(len(content) - offset, MOST_BYTES) else None


def bytes_of(content, name):
    """The content of the section @name; empty if the object has none."""
    rows, names, _ = sections(content)
    strings = content[rows[names][4]:rows[names][4] + rows[names][5]]
    for row in rows:
        if row[1] != SHT_NOBITS and text_at(strings, row[0]) == name:
            return content[row[4]:row[4] + row[5]]
    return b''


def source_of(content):
    """The .c file from which most of its instructions come, by the line information in .BTF.ext;
    None without any."""
    ext, btf = bytes_of(content, '.BTF.ext'), bytes_of(content, '.BTF')
    if len(ext) < 24 or len(btf) < 24:
        return None
    # btf_ext_header: magic, version, flags, hdr_len, func_info_off, _len, line_info_off, _len
    begin = struct.unpack_from('<I', ext, 4)[0]
    at, size = struct.unpack_from('<II', ext, 16)
    lines = ext[begin + at:begin + at + size]
    # btf_header: magic, version, flags, hdr_len, type_off, type_len, str_off, str_len
    hdr_len, _, _, str_off, str_len = struct.unpack_from('<IIIII', btf, 4)
    strings = btf[hdr_len + str_off:hdr_len + str_off + str_len]
    if len(lines) < 4:
        return None
    record, at, count = struct.unpack_from('<I', lines)[0], 4, collections.Counter()
    while record >= 16 and at + 8 <= len(lines):
        rows = struct.unpack_from('<II', lines, at)[1]
        at += 8
        for n in range(min(rows, (len(lines) - at) // record)):
            count[struct.unpack_from('<I', lines, at + n * record + 4)[0]] += 1
        at += rows * record
    files = collections.Counter()
    for offset, n in count.items():
        name = text_at(strings, offset)
        if name and re.search(r'\.(c|bpf|rs)$', name):
            files[os.path.basename(name)] += n
    return max(sorted(files), key=files.get) if files else None


def name_of(content):
    """A name for an object: that of its source without .bpf.c, or None."""
    source = source_of(content)
    stem = source and re.sub(r'\.(c|bpf|rs)$', '', re.sub(r'[._]bpf\.c$', '', source))
    return re.sub(r'[^\w.+-]', '_', stem) if stem else None


def objects_in(content):
    """The objects in the bytes of a file, in their order."""
    found, end = [], 0
    for m in START.finditer(content):
        size = length_at(content, m.start())
        if m.start() < end or size is None:
            continue
        end = m.start() + size
        piece = bytes(content[m.start():end])
        found.append(Object(m.start(), piece, name_of(piece)))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('-o', metavar='DIR', help='write each to DIR/FILE[.NAME].bpf.o')
    parser.add_argument('file', nargs='+')
    args = parser.parse_args()
    some = False
    for path in args.file:
        with open(path, 'rb') as f:
            found = objects_in(f.read())
        for n, o in enumerate(found):
            some = True
            print(path, o.offset, len(o.content), o.name or '-', hashlib.sha256(o.content).hexdigest(), sep='\t')
            if args.o:
                os.makedirs(args.o, exist_ok=True)
                name = '.'.join([os.path.basename(path), o.name or str(n)])
                with open(os.path.join(args.o, name + '.bpf.o'), 'wb') as f:
                    f.write(o.content)
    return 0 if some else 1


if __name__ == '__main__':
    sys.exit(main())
