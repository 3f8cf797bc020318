#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The objects that tests give to bpfjury: tests/objects/*.bpf.c compiled, and damaged copies.

	make-objects.py INDEX.json CLANG [CLANG'S OPTIONS]...

The objects are written to the directory of INDEX.json; the same compiler gives the same bytes.  The
index describes each object for the tests:

	file      its name
	what      what it has, or what is wrong with it
	host      "object": it is packed; "refused": exit status 2, nothing is judged; "report": it is
	          packed, and only vm_field.py and errata.py are about it
	programs  their number; absent if libbpf must not open the object
	answers   program -> verdict, met and reason, as far as they are the same on every kernel;
	          "(object)": libbpf fails to open or load the whole object
"""
import json
import os
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "objects")

SECTION = struct.Struct("<IIQQQQIIQQ")
NAME, TYPE, FLAGS, ADDRESS, OFFSET, SIZE, LINK, INFO, ALIGN, ENTRY = range(10)
# fields of the ELF header: offset and struct format
EI_CLASS, E_TYPE, E_SHOFF = (4, "<B"), (16, "<H"), (40, "<Q")
E_SHNUM, E_SHSTRNDX = (60, "<H"), (62, "<H")


class Elf:
    """An ELF64 little-endian object to damage.  Nothing is checked."""

    def __init__(self, data):
        self.data = bytearray(data)
        shoff, = struct.unpack_from("<Q", data, 40)
        shnum, shstrndx = struct.unpack_from("<2H", data, 60)
        self.where = [shoff + i * SECTION.size for i in range(shnum)]
        self.headers = [SECTION.unpack_from(data, at) for at in self.where]
        self.names = [self.text(shstrndx, header[NAME]) for header in self.headers]

    def text(self, table, offset):
        at = self.headers[table][OFFSET] + offset
        return bytes(self.data[at:self.data.index(0, at)]).decode()

    def put(self, field, value):
        offset, form = field
        struct.pack_into(form, self.data, offset, value)
        return self

    def alter(self, section, field, value):
        i = self.names.index(section)
        header = list(SECTION.unpack_from(self.data, self.where[i]))
        header[field] = value
        SECTION.pack_into(self.data, self.where[i], *header)
        return self

    def fill(self, section, byte, start=0, length=None):
        header = self.headers[self.names.index(section)]
        length = header[SIZE] - start if length is None else length
        at = header[OFFSET] + start
        self.data[at:at + length] = bytes([byte]) * length
        return self

    def rename(self, old, new):
        """Rename in the string table of symbols and sections; BTF is unchanged."""
        assert len(old) == len(new)
        header = self.headers[self.names.index(".strtab")]
        table = bytes(self.data[header[OFFSET]:header[OFFSET] + header[SIZE]])
        at = (b"\0" + table).index(b"\0" + old + b"\0")
        self.data[header[OFFSET] + at:header[OFFSET] + at + len(new)] = new
        return self

    def bytes(self):
        return bytes(self.data)


def compile_object(clang, source, *options):
    """One object, as bytes.  It keeps its DWARF, as users' objects often do."""
    path = source if source == os.devnull else os.path.join(SOURCES, source + ".bpf.c")
    subprocess.run([*clang, *options, "-x", "c", "-c", path, "-o", "compiled"], check=True)
    with open("compiled", "rb") as file:
        data = file.read()
    os.unlink("compiled")
    return data


OBJECTS = []


def add(name, data, what, host="object", programs=None, answers=None):
    with open(name, "wb") as file:
        file.write(data)
    row = {"file": name, "what": what, "host": host}
    if programs is not None:
        row["programs"] = programs
    if answers:
        row["answers"] = answers
    OBJECTS.append(row)


def answer(verdict, met, reason=None):
    row = {"verdict": verdict, "met": met, "reason": reason}
    return {key: value for key, value in row.items() if value}


ACCEPTED = answer("accepted", "met")
UNLOADABLE = {"(object)": answer("unloadable", "unmet")}


def compiled(clang):
    def source(name, what, programs, answers=None):
        add(name + ".bpf.o", compile_object(clang, name), what, programs=programs, answers=answers)

    source("whole", "sound", 1, {"whole": ACCEPTED})
    source("big_maps", "six programs with maps that a guest of 512 MiB has room for once", 6,
           dict.fromkeys(("first", "second", "third", "fourth", "fifth", "sixth"), ACCEPTED))
    # not in the index: their maps take seconds to make, and GiB
    for name, options in (("huge_maps", []), ("huge_maps_4g", ["-DMAPS_4_GIB"])):
        with open(name + ".bpf.o", "wb") as file:
            file.write(compile_object(clang, "huge_maps", *options))
    # not in the index: vm_maps.py is about them
    for name in ("capabilities", "locked_down", "map_faults"):
        with open(name + ".bpf.o", "wb") as file:
            file.write(compile_object(clang, name))
    # two builds of one object, for vm_builds.py
    for name, options in (("builds", []), ("builds_old", ["-DOLD"])):
        with open(name + ".bpf.o", "wb") as file:
            file.write(compile_object(clang, "builds", *options))
    # nor these: their verification takes 600 MiB, and 2.5 GiB
    for name, options in (("big_states", []), ("big_states_deep", ["-DDEEP"])):
        with open(name + ".bpf.o", "wb") as file:
            file.write(compile_object(clang, "big_states", *options))
    source("maps_only", "a map and no program", 0, {"(object)": answer("error", "unknown", "no-programs")})
    source("plain_xdp", "sound, for a flag to be asked for", 1, {"plain": ACCEPTED})
    source("encodings", "one expectation in the three encodings of the selftests", 3,
           {name: answer("rejected", "met")
            for name in ("plain", "counted_messages", "counted_tags")})
    source("flipped", "every expectation wrong", 5, {
        "success_of_a_refusal": answer("rejected", "unmet"),
        "failure_of_an_acceptance": answer("accepted", "unmet"),
        "message_that_differs": answer("rejected", "unmet"),
        "messages_out_of_order": answer("rejected", "unmet"),
        "message_once_too_often": answer("rejected", "unmet")})
    source("exercised", "run, looked into, and judged unprivileged", 14)
    source("strange_tags", "annotations not to be understood", 6,
           {name: answer("accepted", "unknown") for name in (
               "unknown_tag", "unknown_tag_counted", "contradiction", "not_an_expression",
               "expression_never_closed", "not_a_number")})
    source("by_kernel", "expectations by kernel, and capabilities", 15, {
        "needs_what_is_nowhere": answer("skipped", "skipped", "not-for-kernel"),
        "since_the_future": answer("skipped", "skipped", "not-for-kernel"),
        "without_net_admin": answer("error", "unknown", "no-privilege"),
        "with_enough": ACCEPTED,
        "with_all_again": ACCEPTED,
        "since_by_branch": ACCEPTED,
        "until_by_branch": ACCEPTED,
        "reason_that_differs": answer("rejected", "unmet"),
        **{name: answer(None, "unknown") for name in (
            "needs_no_question", "needs_no_helper", "since_no_release", "reason_of_no_kernel", "case_after_all",
            "contradicting_releases", "with_what_is_none")}})
    source("misplaced", "an annotation on a function that is not a program", 1, {"annotated": answer("accepted", "unknown")})
    whole = compile_object(clang, "flipped")
    add("renamed.bpf.o", Elf(whole).rename(b"success_of_a_refusal", b"success_of_a_renamed").bytes(),
        "a program whose name is not in BTF", programs=5,
        answers={"success_of_a_renamed": answer("rejected", "unknown")})
    add("annotations_lost.bpf.o", compile_object(clang, "flipped", "-g0"), "annotations, and no BTF to hold them",
        programs=5, answers={name: answer("accepted" if name == "failure_of_an_acceptance" else "rejected", "unknown")
                             for name in ("success_of_a_refusal", "failure_of_an_acceptance")})
    source("exhausting", "a million instructions to verify", 1,
           {"exhausting": answer("rejected", "unmet", "limit-insns")})
    source("between", "the same between two quick programs", 3,
           {"before": ACCEPTED, "exhausting": answer("rejected", "unmet", "limit-insns"), "after": ACCEPTED})
    source("shared_jumps", "two programs that no longer load together", 2,
           {"on_connect": ACCEPTED, "on_sendmsg": ACCEPTED})
    source("endless", "taken, and without an end when it is run", 1)
    source("core_unresolvable", "CO-RE relocation against a member that is nowhere", 1,
           {"core_unresolvable": answer(None, "unmet", "core-relocation")})
    source("helper_unknown", "helper number 9999", 1,
           {"helper_unknown": answer("rejected", "unmet", "helper-unknown")})
    source("kfunc_missing", "a kernel function that is nowhere", 1,
           {"kfunc_missing": answer("unloadable", "unmet", "kfunc-missing")})
    for lacks in ("helper", "privilege", "kfunc", "prototype", "kfunc_calls", "map", "map_flag", "map_inner",
                  "program", "program_option"):
        add("lacks_%s.bpf.o" % lacks, compile_object(clang, "lacks", "-D" + lacks.upper()),
            "what some kernels do not have", programs=2 if lacks == "helper" else 1,
            answers={"lacks_map_flag": answer("unloadable", "unmet", "map-refused")} if lacks == "map_flag" else None)
    add("btf_refused.bpf.o", compile_object(clang, "callback").replace(b"\0spoiled_name\0", b"\0spoiled name\0"),
        "BTF that no kernel takes, and a callback", programs=1,
        answers={"callback": answer("rejected", "unmet", "btf-refused")})
    source("newer_libbpf", "what libbpf 1.4 does not open", 2,
           {"jump_table": answer(None, "met"), "target_of_module": ACCEPTED})
    source("licence", "a GPL-only helper in a proprietary program", 1,
           {"licence": answer("rejected", "unmet", "gpl-only")})
    source("many_programs", "200 programs", 200)
    source("hot_lines", "a loop in a loop, one beyond a million instructions, and none", 3)
    source("map_kinds", "maps of many types, of which no kernel here has all", 1)
    source("long_names", "names of 127, 511 and 1000 bytes", 4,
           {name: ACCEPTED for name in (("abcdefghij" * 13)[:127], "long_section")})
    source("planted", "breaks a kernel with a planted fault, and is sound elsewhere", 3,
           {name: ACCEPTED for name in ("before", "planted", "after")})
    source("planted_alone", "the same, the only program of its object", 1, {"planted": ACCEPTED})
    source("planted_sleeps", "the same, a program that sleeps", 1)
    source("side_effects", "would affect other processes if it were run", 6)
    source("side_effects_auxiliary", "a program with side effects that others may enter", 4)
    source("flags", "a flag of its section's, of 5.18", 1)
    source("pinned", "a map that is pinned by its name", 1, {"pinned": ACCEPTED})
    source("pinned_wider", "a map that is pinned by the same name, and is another", 1, {"pinned_wider": ACCEPTED})
    source("kconfig", "a value out of the kernel's configuration, run", 1, {"ticks": ACCEPTED})
    source("freplace_target", "valid: the target of freplace.bpf.o", 1, {"freplace_target": ACCEPTED})
    source("freplace", "needs a target", 1)
    source("shaped", "its loader sets constants: shapes of bpfjury.yaml", 2)
    source("configured", "what its loader sets up, and bpfjury.yaml says", 11)
    source("legacy", "maps as loaders before BTF had them", 5,
           {name: ACCEPTED for name in ("four", "five", "unsized", "nested", "sampled")})
    add("legacy_no_btf.bpf.o", compile_object(clang, "legacy", "-g0"), "the same, without BTF", programs=5,
        answers={name: ACCEPTED for name in ("four", "five", "unsized", "nested", "sampled")})
    add("legacy_mixed.bpf.o", compile_object(clang, "legacy", "-DTODAY"), "the same, and a map of today", programs=6,
        answers={name: ACCEPTED for name in ("four", "five", "unsized", "nested", "sampled", "today")})
    own = answer("error", "unknown", "loader-own")
    source("unopened", "what libbpf does not open for one program's sake", 10, {
        **{name: ACCEPTED for name in ("shared", "uses_maps", "uses_first", "uses_ring")},
        **{name: own for name in ("hidden", "sharing", "straying", "asks", "limited", "tunes")}})
    source("array_sizes", "an array without max_entries", 3,
           {"checked": ACCEPTED, "beyond": answer("rejected", "unmet", "memory-bounds")})
    source("references", "names of sections that libbpf does not know, and maps without sizes", 6)
    source("globals", "branches that its loader opens by global variables", 4,
           {name: ACCEPTED for name in ("by_bool", "by_static", "by_member", "by_section")})
    add("globals_no_btf.bpf.o", compile_object(clang, "globals", "-g0", "-DPLAIN"),
        "the same, and no BTF to find them by", programs=4)
    source("struct_ops", "a TCP congestion control", 3,
           {"halving_" + name: ACCEPTED for name in ("ssthresh", "cong_avoid", "undo_cwnd")})
    source("tail_calls", "a map whose values are programs of the object", 3,
           {name: ACCEPTED for name in ("again", "leave", "enter")})
    add("no_btf.bpf.o", compile_object(clang, "helper_unknown", "-g0"), "no BTF",
        programs=1, answers={"helper_unknown": answer("rejected", "unmet", "helper-unknown")})


def never_objects(clang, whole):
    def refused(name, data, what):
        add(name + ".bpf.o", data, what, host="refused")

    refused("empty", b"", "no bytes")
    refused("not_elf", b"int main(void) { return 0; }\n" * 8, "source text")
    refused("header_torn", whole[:40], "40 bytes of the 64 of an ELF header")
    refused("big_endian", compile_object(clang, "whole", "--target=bpfeb"), "big-endian BPF")
    refused("x86", compile_object(clang[:1], os.devnull, "--target=x86_64-linux-gnu"),
            "machine code of x86-64")
    refused("elf32", Elf(whole).put(EI_CLASS, 1).bytes(), "says it is 32-bit ELF")
    refused("executable", Elf(whole).put(E_TYPE, 2).bytes(), "says it is linked (ET_EXEC)")


def torn(whole):
    """Damaged objects with a valid ELF header, the only part that the host checks."""
    def object_(name, elf, what, answers=UNLOADABLE):
        data = elf if isinstance(elf, bytes) else elf.bytes()
        add("torn_" + name + ".bpf.o", data, what, answers=answers)

    code, relocations = "raw_tp/sys_enter", ".relraw_tp/sys_enter"
    object_("in_half", whole[:len(whole) // 2], "cut in the middle")
    object_("header_only", whole[:64], "an ELF header and nothing after it")
    object_("table_past_end", Elf(whole).put(E_SHOFF, len(whole) + 4096),
            "section table past the end")
    object_("table_far", Elf(whole).put(E_SHOFF, (1 << 64) - 64),
            "section table at the end of 64 bits")
    object_("table_long", Elf(whole).put(E_SHNUM, 0xfeff), "section table longer than the file")
    object_("names_index", Elf(whole).put(E_SHSTRNDX, 0x7fff), "string table index out of range")
    object_("names_other", Elf(whole).put(E_SHSTRNDX, 2), "string table index of a section of code")
    object_("code_huge", Elf(whole).alter(code, SIZE, 1 << 60), "a program section of 2^60 bytes")
    object_("code_outside", Elf(whole).alter(code, OFFSET, 1 << 40), "a program section past the end")
    object_("code_odd", Elf(whole).alter(code, SIZE, 13), "a program section of 13 bytes")
    object_("code_garbage", Elf(whole).fill(code, 0xa5), "a program of no instructions")
    object_("btf_huge", Elf(whole).alter(".BTF", SIZE, 1 << 60), "BTF of 2^60 bytes")
    object_("btf_garbage", Elf(whole).fill(".BTF", 0xa5), "BTF without even its magic number")
    object_("btf_types", Elf(whole).fill(".BTF", 0xff, 24, 64), "BTF whose types are all ones")
    object_("btf_lengths", Elf(whole).fill(".BTF", 0x7f, 8, 16), "BTF whose header points far out")
    object_("btf_ext", Elf(whole).fill(".BTF.ext", 0xa5), "line and CO-RE records of garbage", None)
    object_("btf_ext_body", Elf(whole).fill(".BTF.ext", 0xff, 32),
            "line and CO-RE records of garbage after a valid header", None)
    object_("relocations", Elf(whole).fill(relocations, 0xff), "relocations of garbage")
    object_("relocations_link", Elf(whole).alter(relocations, INFO, 0x7fff),
            "relocations of a section that is not there")
    object_("symbols", Elf(whole).fill(".symtab", 0xff, 24), "symbols of garbage")
    object_("symbols_size", Elf(whole).alter(".symtab", ENTRY, 0), "symbols of size 0")
    object_("strings", Elf(whole).fill(".strtab", 0x41), "a string table without an end")
    object_("maps", Elf(whole).alter(".maps", SIZE, 1 << 60), "a section of maps of 2^60 bytes")
    object_("licence", Elf(whole).fill("license", 0xff), "a licence without an end", None)


def oddly_named(whole):
    """Names with control characters and markup: the output must escape them."""
    add("name_control.bpf.o", Elf(whole).rename(b"whole", b"\x1b[2J\n").bytes(),
        "a program whose name clears the screen", programs=1)
    add("name_not_utf8.bpf.o", Elf(whole).rename(b"whole", b"\xff\xfe\xc0\xaf\x80").bytes(),
        "a program whose name is not UTF-8", programs=1)
    add("name_markup.bpf.o", Elf(whole).rename(b"whole", b"<&\"'#").bytes(),
        "a program whose name means something in XML, HTML and KTAP", programs=1)
    add("section_control.bpf.o",
        Elf(whole).rename(b".relraw_tp/sys_enter", b".relraw_tp/\x1b[31m\xff\r\n#").bytes(),
        "a section whose name is no text", programs=1)


def of_reports(clang):
    """Objects of public reports and of other loaders, in field/: their answers are in field.tsv."""
    os.makedirs("field", exist_ok=True)
    for name in sorted(os.listdir(os.path.join(SOURCES, "field"))):
        name = name.removesuffix(".bpf.c")
        # r40 is about an object without debug information; the warnings are the reporters' own
        data = compile_object(clang, "field/" + name, "-w", *(["-g0"] if name == "r40_no_g" else []))
        add("field/" + name + ".bpf.o", data, "of a report", host="report")


def of_errata(clang):
    """Programs that kernels judge differently before and with a change, in errata/: errata.tsv."""
    os.makedirs("errata", exist_ok=True)
    for name in sorted(os.listdir(os.path.join(SOURCES, "errata"))):
        name = name.removesuffix(".bpf.c")
        add("errata/" + name + ".bpf.o", compile_object(clang, "errata/" + name), "of an erratum", host="report")


def of_histories(clang):
    """Programs that the commits of planted histories refuse, in bisect/: histories.py."""
    os.makedirs("bisect", exist_ok=True)
    for name in sorted(os.listdir(os.path.join(SOURCES, "bisect"))):
        name = name.removesuffix(".bpf.c")
        add("bisect/" + name + ".bpf.o", compile_object(clang, "bisect/" + name), "of a history", host="report")


def main(index, clang):
    tree = os.path.dirname(HERE)
    clang = [*clang, "-g", "-ffile-prefix-map=" + tree + "/=", "-ffile-compilation-dir=.",
             "-I" + os.path.join(tree, "bpf"), "-I" + os.path.join(tree, "bpf", "include")]
    index = os.path.abspath(index)
    directory = index.removesuffix(".json")
    os.makedirs(directory, exist_ok=True)
    os.chdir(directory)
    compiled(clang)
    of_reports(clang)
    of_errata(clang)
    of_histories(clang)
    with open("whole.bpf.o", "rb") as file:
        whole = file.read()
    never_objects(clang, whole)
    torn(whole)
    oddly_named(whole)
    with open(index, "w", encoding="utf-8") as file:
        json.dump(OBJECTS, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if len(sys.argv) < 3 or not sys.argv[1].endswith(".json"):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
