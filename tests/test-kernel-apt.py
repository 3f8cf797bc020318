#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury kernel get` by apt, from a signed archive made here and served on the loopback: choice,
checks, resuming, and a mirror that is down.  With --mirror: from the machine's own Debian mirror.

    test-kernel-apt.py BPFJURY [--mirror]

The archive is an Ubuntu one: for it no keyring of the distribution is on a Debian machine, so that
apt falls back to the keys that this test gives it.
"""
import gzip
import hashlib
import http.server
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import subtests
from kernel_fixtures import Bench, bzimage, deb, kernel_files, main, CONFIG

TOOL = sys.argv[1]


class Mirror(http.server.ThreadingHTTPServer):
    """Serves @root with Range and Last-Modified; aborts a .deb after @cut bytes."""

    def __init__(self, root):
        super().__init__(("127.0.0.1", 0), Handler)
        self.root, self.cut, self.ranges, self.sent = root, None, [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        path = os.path.join(self.server.root,
                            self.path.lstrip("/").replace("%7e", "~").replace("%2b", "+"))
        if not os.path.isfile(path):
            self.send_error(404)
            return
        data, start = open(path, "rb").read(), 0
        if path.endswith(".deb") and self.headers.get("Range"):
            start = int(self.headers["Range"].split("=")[1].rstrip("-"))
            self.server.ranges.append(start)
        self.send_response(206 if start else 200)
        self.send_header("Last-Modified", self.date_time_string(os.stat(path).st_mtime))
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        body = data[start:]
        if path.endswith(".deb") and self.server.cut:
            body = body[:self.server.cut]
            self.close_connection = True
        self.wfile.write(body)


class Archive:
    """suites noble and noble-updates of a mirror, and an apt configuration that knows it."""

    def __init__(self, b):
        self.b, self.root = b, b.path("mirror")
        self.now = time.time() - 3600  # of the next publication; a minute later each time
        self.mirror = Mirror(self.root)
        self.gpg = dict(os.environ, GNUPGHOME=b.path("gnupg"))
        os.mkdir(self.gpg["GNUPGHOME"], 0o700)
        subprocess.run(["gpg", "--batch", "-q", "--passphrase", "", "--quick-gen-key",
                        "test@invalid", "default", "default"],
                       env=self.gpg, check=True, stderr=subprocess.DEVNULL)
        os.makedirs(b.path("trusted"))
        with open(b.path("trusted/test.gpg"), "wb") as f:
            subprocess.run(["gpg", "--batch", "--export"], env=self.gpg, check=True, stdout=f)
        self.configure()

    def configure(self, extra=""):
        base, port = self.b.dir, self.mirror.server_address[1]
        os.makedirs(base + "/machine/lists/partial", exist_ok=True)
        self.b.path("sources.list", f"deb http://127.0.0.1:{port} noble main\n".encode())
        self.b.path("apt.conf", f"""
Dir::Etc::SourceList "{base}/sources.list"; Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Trusted "/dev/null"; Dir::Etc::TrustedParts "{base}/trusted";
Dir::State::Lists "{base}/machine/lists"; Dir::Cache "{base}/machine";
Acquire::http::Proxy::127.0.0.1 "DIRECT"; Acquire::Retries "0"; {extra}
APT::Update::Post-Invoke {{ "touch {base}/hooked"; }};
""".encode())
        self.b.env["APT_CONFIG"] = base + "/apt.conf"

    def publish(self, suite, packages, sign=True):
        """@packages: [(name, version, bytes of the .deb)]"""
        self.now += 60
        listing = ""
        dists = os.path.join(self.root, "dists", suite)
        os.makedirs(dists + "/main/binary-amd64", exist_ok=True)
        os.makedirs(self.root + "/pool", exist_ok=True)
        for name, version, content in packages:
            path = f"pool/{name}_{version}_amd64.deb"
            with open(os.path.join(self.root, path), "wb") as f:
                f.write(content)
            listing += (f"Package: {name}\nVersion: {version}\nArchitecture: amd64\n"
                        f"Installed-Size: 14000\nFilename: {path}\nSize: {len(content)}\n"
                        f"SHA256: {hashlib.sha256(content).hexdigest()}\n"
                        "Maintainer: x <x@invalid>\nDescription: x\n\n")
        packed = gzip.compress(listing.encode(), mtime=0)
        with open(dists + "/main/binary-amd64/Packages.gz", "wb") as f:
            f.write(packed)
        date = time.strftime('%a, %d %b %Y %H:%M:%S UTC', time.gmtime(self.now))
        plain = hashlib.sha256(listing.encode()).hexdigest()
        release = (f"Origin: Ubuntu\nLabel: Ubuntu\nSuite: {suite}\nCodename: noble\n"
                   f"Components: main\nArchitectures: amd64\nDate: {date}\nSHA256:\n"
                   f" {plain} {len(listing)} main/binary-amd64/Packages\n"
                   f" {hashlib.sha256(packed).hexdigest()} {len(packed)}"
                   " main/binary-amd64/Packages.gz\n")
        with open(dists + "/Release", "w") as f:
            f.write(release)
        if os.path.exists(dists + "/InRelease"):
            os.unlink(dists + "/InRelease")
        if sign:
            subprocess.run(["gpg", "--batch", "-q", "--clearsign", "-o", dists + "/InRelease",
                            dists + "/Release"],
                           env=self.gpg, check=True)
        for name in ("Release", "InRelease", "main/binary-amd64/Packages.gz"):
            if os.path.exists(f"{dists}/{name}"):
                os.utime(f"{dists}/{name}", (self.now, self.now))


def ubuntu(n, size=0):
    """Kernel 6.8.0-N of Ubuntu, whose image and modules are separate packages."""
    release = f"6.8.0-{n}-generic"
    image = {f"./boot/vmlinuz-{release}": bzimage(release, "") + bytes(size)}
    modules = {f"./boot/config-{release}": CONFIG, f"./lib/modules/{release}/kernel/x.ko": b"x"}
    return [(f"linux-image-{release}", f"6.8.0-{n}.{n}", deb(image, "")),
            (f"linux-modules-{release}", f"6.8.0-{n}.{n}", deb(modules))]


def made(test):
    def run():
        if not shutil.which("apt-get") or not shutil.which("gpg"):
            subtests.skip("needs apt-get and gpg")
        if os.path.exists("/usr/share/keyrings/ubuntu-archive-keyring.gpg"):
            subtests.skip("this machine has Ubuntu's keyring, which lacks the key made here")
        b = Bench(TOOL)
        test(b, Archive(b))
        assert not os.path.exists(b.path("hooked")), "a hook of the machine's was run"
    run.__name__ = test.__name__
    return run


@made
def choice(b, a):
    a.publish("noble", ubuntu(31) + ubuntu(9))
    a.publish("noble-updates", ubuntu(100)[:1])
    assert b.run("get", "ubuntu:6.8").strip() == "ubuntu-6.8.0-100.100-generic-amd64"
    a.publish("noble-updates", ubuntu(20)[:1])
    got = b.run("get", "ubuntu:6.8").strip()
    assert got == "ubuntu-6.8.0-31.31-generic-amd64", "asked again, not remembered"
    assert "BTF           yes" in b.run("show", "ubuntu-6.8.0-31.31-generic-amd64")
    shown = b.run("show", "--path", "image", "ubuntu:6.8")
    assert shown.endswith("6.8.0-100.100-generic-amd64/image\n")
    b.run("get", "ubuntu:6.9", status=3, said="no such kernel for amd64; it has 6.8", lines=2)
    b.run("get", "debian:6.1", status=3, said="knows no Debian mirror", lines=1)
    for suite in ("noble", "noble-updates"):
        a.publish(suite, [("hello", "1.0", b"x")])
    b.run("get", "ubuntu:6.8", status=3, said="has no kernel of the generic flavour at all")
    a.mirror.shutdown()
    assert b.run("show", "ubuntu:6.8", lines=0)


@made
def checks(b, a):
    a.publish("noble", ubuntu(31))
    image = os.path.join(a.root, "pool", "linux-image-6.8.0-31-generic_6.8.0-31.31_amd64.deb")
    with open(image, "r+b") as f:
        f.seek(-1, 2)
        f.write(b"x")
    b.run("get", "ubuntu:6.8", status=3, said="could not be downloaded")
    assert not b.entries()
    a.publish("noble", ubuntu(31), sign=False)
    b.run("get", "ubuntu:6.8", status=3, said="")
    assert not b.entries()
    a.publish("noble", ubuntu(32))
    os.unlink(b.path("trusted/test.gpg"))
    b.run("get", "ubuntu:6.8", status=3, said="cannot be read")
    assert not b.entries()


@made
def resuming(b, a):
    a.publish("noble", ubuntu(31, 4 << 20))
    a.mirror.cut = 1 << 20
    b.run("get", "ubuntu:6.8", status=3, said="could not be downloaded")
    a.mirror.cut = None
    a.mirror.ranges.clear()
    b.run("get", "ubuntu:6.8")
    assert a.mirror.ranges and a.mirror.ranges[0] >= 1 << 19, a.mirror.ranges
    downloads = os.path.join(b.cache, "apt", "ubuntu-amd64", "downloads")
    assert not os.listdir(downloads), "packages are gone once they are in the store"


@made
def down(b, a):
    a.publish("noble", ubuntu(31))
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
        a.configure(f'Acquire::http::Proxy::127.0.0.1 "http://127.0.0.1:{port}";')
        b.run("get", "ubuntu:6.8", status=3, said="mirror cannot be read", lines=2)
    assert not b.entries() and not b.leftovers()


@made
def changed_sources(b, a):
    """Lists of other sources are stale, also if the rest of apt's configuration is not written."""
    root = os.path.join(b.cache, "apt", "ubuntu-amd64")
    a.publish("noble", ubuntu(31))
    b.run("get", "ubuntu:6.8")
    assert os.path.exists(root + "/updated")
    with open(root + "/sources.list", "w") as f:
        f.write("# of another mirror\n")
    os.unlink(root + "/apt.conf")
    os.mkdir(root + "/apt.conf")
    b.run("get", "ubuntu:6.8", status=3, said="apt.conf")
    assert not os.path.exists(root + "/updated")


@made
def two_at_once(b, a):
    a.publish("noble", ubuntu(31, 4 << 20))
    runs = [b.start("get", "ubuntu:6.8") for _ in range(3)]
    for p in runs:
        out, err = p.communicate(timeout=120)
        assert p.returncode == 0 and out.strip() == "ubuntu-6.8.0-31.31-generic-amd64", (out, err)
    assert len(b.entries()) == 1 and not b.leftovers()


@made
def killed(b, a):
    a.publish("noble", ubuntu(31))
    p = b.start("get", "ubuntu:6.8")
    time.sleep(0.5)
    p.send_signal(signal.SIGKILL)
    p.communicate(timeout=60)
    assert b.run("get", "ubuntu:6.8").strip() == "ubuntu-6.8.0-31.31-generic-amd64"


def lock_of(b):
    return open(b.path("bpfjury.lock")).read().splitlines()


@made
def pins(b, a):
    """A lock file keeps a kernel until it is changed, and says what is wrong with it."""
    lock, p31, p40 = b.path("bpfjury.lock"), ubuntu(31), ubuntu(40)
    old, new = "ubuntu-6.8.0-31.31-generic-amd64", "ubuntu-6.8.0-40.40-generic-amd64"

    def run(*args, **more):
        return b.run(*args, "--lock", lock, **more)
    run("pin", status=2, said="which kernels?", lines=1)
    run("pin", "-k", "tree:/", status=2, said="cannot be pinned")
    run("pin", "-k", "ubuntu:6", status=2, lines=1)
    run("pin", "x", status=2, said="takes no argument", lines=1)
    assert not os.path.exists(lock)
    a.publish("noble", p31)
    assert run("pin", "-k", "ubuntu:6.8") == "ubuntu:6.8: 6.8.0-31.31\n" and not b.entries()
    sha256 = hashlib.sha256(p31[0][2]).hexdigest()
    assert lock_of(b)[-1] == ('  ubuntu:6.8: {package: linux-image-6.8.0-31-generic, version: "6.8.0-31.31", '
                              'sha256: "%s"}' % sha256), lock_of(b)
    before = os.stat(lock).st_mtime_ns
    assert run("pin") == "ubuntu:6.8: 6.8.0-31.31, as it was\n" and os.stat(lock).st_mtime_ns == before
    # the mirror has both: the pinned one is taken, and the newer one is named
    a.publish("noble", p31 + p40)
    assert run("get", "ubuntu:6.8", said="pinned to 6.8.0-31.31; the mirror has 6.8.0-40.40").strip() == old
    assert b.run("get", "ubuntu:6.8", "--no-lock").strip() == new
    assert run("get", "ubuntu:6.8").strip() == old, "from the store"
    # gone from the mirror, and from the store
    b.run("remove", old)
    a.publish("noble", p40)
    run("get", "ubuntu:6.8", status=3, said="is pinned to 6.8.0-31.31, which this machine's Ubuntu mirror no longer has; "
        "it has 6.8.0-40.40")
    assert run("pin", "--update", "-k", "ubuntu:6.8") == "ubuntu:6.8: 6.8.0-31.31 -> 6.8.0-40.40\n"
    assert run("get", "ubuntu:6.8").strip() == new
    # a KERNEL that is not there, and another file of the same version
    run("get", "ubuntu:6.8.0", said="ubuntu:6.8.0 is not in ")
    text = open(lock).read()
    open(lock, "w").write(text.replace(hashlib.sha256(p40[0][2]).hexdigest(), "0" * 64))
    run("get", "ubuntu:6.8", status=3, said="with the SHA-256 000000000000..., and the mirror's has")
    for change, said in ((("  ubuntu:6.8:", "  ubuntu:6.9:"), ":4:3: ubuntu:6.9: 6.8.0-40.40 is no version of it"),
                         (("  ubuntu:6.8:", "  fedora:6.8:"), ":4:3: fedora:6.8: only KERNELs of a distribution"),
                         (("package:", "pakage:"), ":4:"), (("sha256: \"", "sha256: \"z"), "must be 64 digits"),
                         (("bpfjury-lock/1", "bpfjury-lock/2"), ":2:9: schema: bpfjury-lock/2: must be"),
                         (("linux-image", "../linux"), "no package has such a package"),
                         (("schema: bpfjury-lock/1\n", ""), "no lock file"), (("kernels:", "kernels: ["), "lock:")):
        assert change[0] in text
        open(lock, "w").write(text.replace(*change))
        run("get", "ubuntu:6.8", status=2, said=said, lines=1)
        run("pin", "--update", status=2, said=said, lines=1)
        assert open(lock).read() == text.replace(*change), "what cannot be read is not overwritten"
    run("get", "--no-lock", "ubuntu:6.8", status=2, said="not both", lines=1)
    b.run("get", "--lock", b.path("nosuch"), "ubuntu:6.8", status=2, said="nosuch: No such file", lines=1)
    b.run("list", "--lock", "x", status=2, said="--lock goes with get or pin", lines=1)


def real():
    """The newest of an old series and a release of a split one, from the machine's own mirror."""
    b = Bench(TOOL)
    p = b.start("get", "debian:5.10", "debian:6.19")
    out, err = p.communicate(timeout=900)
    if "cannot be read" in err or "knows no Debian mirror" in err:
        subtests.skip(err.strip().splitlines()[-1])
    assert p.returncode == 0, err
    old, split = out.split()
    assert old.startswith("debian-5.10.") and split.startswith("debian-6.19."), out
    assert "BTF           yes" in b.run("show", old)
    for name in (old, split):
        assert b.run("show", "--path", "vmlinux", name)
    b.run("get", "debian:6.6", status=3, said="5.10, 6.1, 6.12")


if __name__ == "__main__":
    main([real] if "--mirror" in sys.argv
         else [choice, checks, resuming, down, changed_sources, two_at_once, killed, pins])
