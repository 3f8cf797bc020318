# SPDX-License-Identifier: GPL-2.0-only
"""Kernels and packages, valid and hostile, that test-kernel-*.py make."""
import atexit
import gzip
import io
import lzma
import os
import shutil
import struct
import subprocess
import tarfile
import tempfile

import subtests

CONFIG = (b"# made for a test\nCONFIG_BPF_SYSCALL=y\nCONFIG_DEBUG_INFO_BTF=y\n"
          b"CONFIG_SERIAL_8250_CONSOLE=y\nCONFIG_RD_ZSTD=y\n")


def vmlinux(text=b"", pvh=True):
    """An ELF64 x86-64 executable with a PVH note and no code."""
    note = struct.pack("<III4sI", 4, 4, 18 if pvh else 17, b"Xen\0", 0x1000000)
    header = struct.pack("<4sBBBB8xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0, 2, 62, 1, 0, 64, 0, 0,
                         64, 56, 1, 0, 0, 0)
    program = struct.pack("<IIQQQQQQ", 4, 4, 120, 0, 0, len(note), len(note), 4)
    return header + program + note + text


def bzimage(release="6.1.0-9-cloud-amd64", version="6.1.27-1", payload=None):
    banner = f"{release} (a@b) #1 SMP Debian {version} (2023-05-08)".encode() + b"\0"
    packed = gzip.compress(vmlinux(os.urandom(100000)), mtime=0) if payload is None else payload
    b = bytearray(5 * 512)
    b[0x1f1] = 4
    b[0x1fe:0x200] = b"\x55\xaa"
    b[0x202:0x206] = b"HdrS"
    b[0x206:0x208] = struct.pack("<H", 0x20f)
    b[0x20e:0x210] = struct.pack("<H", 0x300)
    b[0x211] = b[0x236] = 1
    b[0x248:0x250] = struct.pack("<II", 0, len(packed))
    b[0x500:0x500 + len(banner)] = banner
    return bytes(b) + packed


def kernel_files(release="6.1.0-9-cloud-amd64", version="6.1.27-1"):
    return {
        f"./boot/vmlinuz-{release}": bzimage(release, version),
        f"./boot/config-{release}": CONFIG,
        f"./boot/System.map-{release}": b"0 T _text\n" * 1000,
        f"./lib/modules/{release}/kernel/x.ko": b"module",
        f"./lib/modules/{release}/build": ("link", "/usr/src/x"),
        "./usr/share/doc/copyright": b"GPL-2",
    }


def tar(files):
    """@files: {name: bytes | ("link", to) | ("hard", to) | ("fifo",)}, names kept as they are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as t:
        for name, what in files.items():
            info = tarfile.TarInfo("x")
            info.name = name
            if isinstance(what, bytes):
                info.size = len(what)
                t.addfile(info, io.BytesIO(what))
                continue
            info.type = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "fifo": tarfile.FIFOTYPE,
                         "dir": tarfile.DIRTYPE, "device": tarfile.CHRTYPE}[what[0]]
            info.linkname = what[1] if len(what) > 1 else ""
            t.addfile(info)
    return out.getvalue()


def zstd(data):
    return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout


PACKERS = {"": bytes, ".gz": lambda d: gzip.compress(d, mtime=0), ".xz": lzma.compress,
           ".zst": zstd}


def ar(members):
    out = b"!<arch>\n"
    for name, data in members:
        out += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode()
        out += data + b"\n" * (len(data) % 2)
    return out


def deb(files, packer=".xz"):
    return ar([("debian-binary", b"2.0\n"),
               ("control.tar.xz", lzma.compress(tar({"./control": b"Package: x\n"}))),
               ("data.tar" + packer, PACKERS[packer](tar(files)))])


def rpm(files):
    """A lead, two empty headers, and a newc archive."""
    cpio = b""
    for ino, (name, data) in enumerate(list(files.items()) + [("TRAILER!!!", b"")], 1):
        if not isinstance(data, bytes):
            continue
        fields = [ino, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        cpio += b"070701" + b"".join(b"%08x" % f for f in fields) + name.encode() + b"\0"
        cpio += b"\0" * (-len(cpio) % 4) + data
        cpio += b"\0" * (-len(cpio) % 4)
    header = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", 0, 0)
    lead = b"\xed\xab\xee\xdb\x03\x00" + bytes(90)
    return lead + header + header + gzip.compress(cpio, mtime=0)


class Bench:
    """The tool with a separate cache, and checks of its output and status."""

    def __init__(self, tool):
        self.tool = os.path.abspath(tool)
        self.dir = tempfile.mkdtemp(prefix="test-kernel-")
        atexit.register(shutil.rmtree, self.dir, ignore_errors=True)
        self.cache = os.path.join(self.dir, "cache")
        self.store = os.path.join(self.cache, "kernels")
        self.env = dict(os.environ, BPFJURY_CACHE=self.cache)

    def path(self, name, content=None):
        path = os.path.join(self.dir, name)
        if content is not None:
            with open(path, "wb") as f:
                f.write(content)
        return path

    def start(self, *args, **env):
        return subprocess.Popen([self.tool, "kernel", *args], env=dict(self.env, **env), text=True,
                                errors="replace",
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def run(self, *args, status=0, said=None, lines=None, **env):
        """Run it; return its standard output.  @said, @lines: of its standard error."""
        p = self.start(*args, **env)
        out, err = p.communicate(timeout=120)
        assert p.returncode == status, (args, p.returncode, out, err)
        if said is not None:
            assert said in err, (args, err)
        if lines is not None:
            assert err.count("\n") == lines, (args, err)
        return out

    def entries(self):
        if not os.path.isdir(self.store):
            return []
        return sorted(e for e in os.listdir(self.store) if not e.startswith("."))

    def leftovers(self):
        if not os.path.isdir(self.store):
            return []
        return [e for e in os.listdir(self.store)
                if e.startswith(".") and not e.endswith(".lock")]


def main(tests):
    subtests.run(tests)
