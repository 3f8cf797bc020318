#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The histories of histories.py on a fake tree: what bisect finds of each, without a kernel.

    test-bisect-histories.py BPFJURY FAKE-QEMU OBJECTS [CASE]...

OBJECTS is the directory with several.bpf.o, diamonds.bpf.o and override.bpf.o.
"""
import atexit
import os
import shutil
import sys
import tempfile

import bisected
import fake_tree
import histories
import subtests

TOOL, QEMU, OBJECTS = (os.path.abspath(a) for a in sys.argv[1:4])
WORK = tempfile.mkdtemp(prefix="fake-histories-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)

# What the edits look for in the files of a kernel.
STUBS = {
    histories.HELPERS: "const struct bpf_func_proto *\nbpf_base_func_proto(\n" + histories.NODE + histories.JIFFIES + histories.NEXT +
                       "\tcase BPF_FUNC_strncmp:\n\t\treturn &bpf_strncmp_proto;\n",
    histories.VERIFIER: "\t\tif ((opcode == BPF_MOD || opcode == BPF_DIV) &&\n"
                        "\t\t    BPF_SRC(insn->code) == BPF_K && insn->imm == 0) {\n"
                        "\tif (env->jmps_processed - env->prev_jmps_processed >= 2 &&",
    histories.CONFIG: "config BPF_JIT_DEFAULT_ON\n\tdef_bool y\n\nconfig BPF_UNPRIV_DEFAULT_OFF\n\tbool \"off\"\n",
    "kernel/trace/Kconfig": histories.OVERRIDE,
    "kernel/bpf/core.c": "CONFIG_BPF_JIT_DEFAULT_ON\n",
    **{path: "" for path in histories.SMALL + histories.TEXTS + [histories.BROKEN_AT, histories.STOPS_AT]},
}


def answers(files):
    """The files of a fake tree, whose kernel answers as one of these sources would."""
    helpers, verifier, config = (files.text(p) for p in (histories.HELPERS, histories.VERIFIER, histories.CONFIG))
    lines = ["salt %d" % sum(files.text(path).count("noinline") for path in histories.SMALL),
             "if !CONFIG_BPF_STRNCMP program order rejected helper-not-allowed EINVAL",
             "if !CONFIG_BPF_KPROBE_OVERRIDE program override rejected helper-not-allowed EINVAL"]
    if "history_coin" in helpers:
        lines.append("program jiffies flaky 50 rejected helper-not-allowed EINVAL")
    elif histories.JIFFIES not in helpers and "WARN_ON_ONCE" not in helpers:
        lines.append("program jiffies rejected helper-not-allowed EINVAL program of this type cannot use helper")
    if "WARN_ON_ONCE" in helpers:
        lines.append("program jiffies splat WARNING in bpf_base_func_proto")
    if "is not allowed" in verifier:
        lines.append("program divide rejected unclassified EACCES R0 divided by R1 is not allowed")
    lines.append("program diamonds insns %d" % (600 if ">= 5 &&" in verifier else 177))
    if histories.BROKEN in files.text(histories.BROKEN_AT):
        lines.append("build-error no_such_member")
    if histories.STOPS in files.text(histories.STOPS_AT):
        lines.append("no-boot")
    if histories.STRAY in files.text(histories.STOPS_AT):
        lines.append("stray WARNING in history_stray")
    gone = [o for o, path in (("BPF_JIT_DEFAULT_ON", histories.CONFIG), ("BPF_KPROBE_OVERRIDE", "kernel/trace/Kconfig"))
            if f"config {o}\n" not in files.text(path)]
    default = "y" if "config BPF_STRNCMP\n\tbool\n\tdefault y\n" in config else "n"
    return {**fake_tree.FILES, "verdict": "\n".join(lines) + "\n", "options-gone": "".join(f"CONFIG_{o}\n" for o in gone),
            "options-default": f"CONFIG_BPF_STRNCMP={default}\n"}


def case(name):
    def run():
        bisected.check(name, ENDS, GIT, TOOL, OBJECTS, "--qemu", QEMU)
    run.__name__ = name.replace("-", "_")
    return run


SOURCE, GIT = os.path.join(WORK, "source"), os.path.join(WORK, "histories.git")
os.environ["BPFJURY_CACHE"] = os.path.join(WORK, "cache")
os.environ["FAKE_QEMU_LOG"], os.environ["FAKE_QEMU_SEED"] = os.path.join(WORK, "boots"), os.environ.get("FAKE_QEMU_SEED", "1")
fake_tree.write(SOURCE, STUBS)
ENDS = histories.make(SOURCE, GIT, answers)
subtests.run([case(name) for name in (sys.argv[4:] or bisected.names())])
