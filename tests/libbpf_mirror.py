# SPDX-License-Identifier: GPL-2.0-only
"""A signed mirror with source packages of libbpf, made here and served on the loopback."""
import gzip
import hashlib
import http.server
import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import threading
import time

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

CODE = """#include "libbpf.h"
#include "btf.h"
const char *libbpf_version_string(void) { return "v%s"; }
struct btf *btf__new_empty(void) { return 0; }
void btf__free(struct btf *btf) { (void)btf; }
struct bpf_object *bpf_object__open_mem(const void *mem, unsigned long size, const void *opts) { return 0; }
void bpf_object__close(struct bpf_object *o) { (void)o; }
"""
LIBBPF_H = """const char *libbpf_version_string(void);
struct bpf_object *bpf_object__open_mem(const void *mem, unsigned long size, const void *opts);
void bpf_object__close(struct bpf_object *o);
"""
BTF_H = """struct btf *btf__new_empty(void);
void btf__free(struct btf *btf);
"""
MAKEFILE = """install:
	mkdir -p $(OBJDIR) $(PREFIX)/include/bpf $(LIBDIR)
	$(CC) $(CFLAGS) $(CPPFLAGS) -c libbpf.c -o $(OBJDIR)/libbpf.o
	ar rcs $(LIBDIR)/libbpf.a $(OBJDIR)/libbpf.o
	cp libbpf.h btf.h $(PREFIX)/include/bpf/
"""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def source_package(version, told=None, code=CODE):
    """{file name: bytes} of a native source package whose library says that it is @told."""
    return package_of(version, {
        'src/libbpf.c': code % (told or '.'.join(version.split('.')[:2])) if '%s' in code else code,
        'src/libbpf.h': LIBBPF_H, 'src/btf.h': BTF_H, 'src/Makefile': MAKEFILE})


def package_of(version, files):
    """{file name: bytes} of a native source package of @files, {name: text or bytes}."""
    out, top = io.BytesIO(), 'libbpf-' + version
    changelog = 'libbpf (%s) sid; urgency=low\n\n  * x\n\n -- x <x@invalid>  Thu, 01 Jan 2026 00:00:00 +0000\n' % version
    with tarfile.open(fileobj=out, mode='w') as t:
        for name, text in {**files, 'debian/changelog': changelog}.items():
            data = text.encode() if isinstance(text, str) else text
            info = tarfile.TarInfo(top + '/' + name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    # no date in it: a package made twice has the same bytes
    tar, name = gzip.compress(out.getvalue(), mtime=0), 'libbpf_%s.tar.gz' % version
    dsc = ('Format: 3.0 (native)\nSource: libbpf\nBinary: libbpf-dev\nArchitecture: any\nVersion: %s\n'
           'Maintainer: x <x@invalid>\nChecksums-Sha1:\n %s %d %s\nChecksums-Sha256:\n %s %d %s\nFiles:\n %s %d %s\n' % (
               version, hashlib.sha1(tar).hexdigest(), len(tar), name, sha256(tar), len(tar), name,
               hashlib.md5(tar).hexdigest(), len(tar), name))
    return {'libbpf_%s.dsc' % version: dsc.encode(), name: tar}


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        self.server.asked.append(self.path)


class Machine:
    """A mirror of sid, an apt configuration that knows it, a cache and a kept version.

    @source is the tree whose scripts/get-libbpf is used; all of it is copied if @whole.
    """

    patience = 120  # seconds for one call of get-libbpf

    def __init__(self, source, whole=False):
        self.dir = tempfile.mkdtemp(prefix='test-libbpf-')
        self.root = self.path('mirror')
        os.makedirs(self.root)
        self.server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', 0), lambda *a: Handler(*a, directory=self.root))
        self.server.asked = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.env = {**os.environ, 'BPFJURY_CACHE': self.path('cache'),
                    'APT_CONFIG': self.path('apt.conf')}
        self.script = self.path('tree/scripts/get-libbpf')
        if whole:
            shutil.copytree(source, self.path('tree'), symlinks=True,
                            ignore=lambda place, names: [n for n in names if n.startswith(('build', '.git'))
                                                         and place == source])
        for name in 'meson', 'scripts':
            os.makedirs(self.path('tree', name), exist_ok=True)
        # the apt of Debian 12 does not tell which key is for which mirror; then it is the
        # distribution's
        with open(os.path.join(source, 'scripts/get-libbpf')) as f:
            text = f.read()
        assert text.count(KEYRING) == 1
        self.write('tree/scripts/get-libbpf', text.replace(KEYRING, self.path('key.asc')))
        os.chmod(self.script, 0o755)
        self.new_key('gnupg')
        self.write('key.asc', subprocess.run(['gpg', '--batch', '--export', '--armor'], env=self.env, check=True,
                                             stdout=subprocess.PIPE).stdout)
        self.write('sources.list', 'deb [signed-by=%s] http://127.0.0.1:%d bookworm main\n' % (
            self.path('key.asc'), self.server.server_address[1]))
        os.makedirs(self.path('machine/lists/partial'))
        self.write('apt.conf', '''
Dir::Etc::SourceList "{0}/sources.list"; Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "{0}/machine/lists"; Dir::Cache "{0}/machine";
Acquire::http::Proxy::127.0.0.1 "DIRECT";
APT::Update::Post-Invoke {{ "touch {0}/hooked"; }};
'''.format(self.dir))
        self.now = time.time() - 3600
        self.suite('bookworm', [], b'Package: x\nVersion: 1\nArchitecture: amd64\nFilename: x\nSize: 1\nSHA256: %s\n\n' %
                   (b'0' * 64))
        subprocess.run(['apt-get', 'update', '-q'], env=self.env, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        os.unlink(self.path('hooked'))

    def new_key(self, name):
        """Sign with it from now on."""
        os.mkdir(self.path(name), 0o700)
        self.env['GNUPGHOME'] = self.path(name)
        subprocess.run(['gpg', '--batch', '-q', '--passphrase', '', '--quick-gen-key', 'test@invalid', 'ed25519', 'sign'],
                       env=self.env, check=True, stderr=subprocess.DEVNULL)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, data):
        with open(self.path(name), 'wb') as f:
            f.write(data.encode() if isinstance(data, str) else data)

    def suite(self, suite, packages, binaries=b'', sign=True):
        """@packages: source packages; @binaries: the list of others.  Their files, the lists, and
        the signature over these."""
        self.now += 60
        listing, pool, dists = '', self.path('mirror/pool'), self.path('mirror/dists', suite)
        for place in (pool, dists + '/main/source', dists + '/main/binary-amd64'):
            os.makedirs(place, exist_ok=True)
        for files in packages:
            dsc = next(name for name in files if name.endswith('.dsc'))
            version = dsc[len('libbpf_'):-len('.dsc')]
            for name, data in files.items():
                self.write('mirror/pool/' + name, data)
            listing += 'Package: libbpf\nBinary: libbpf-dev\nFormat: 3.0 (native)\nVersion: %s\nDirectory: pool\n' % version
            for title, algorithm in ('Files', 'md5'), ('Checksums-Sha256', 'sha256'):
                listing += title + ':\n' + ''.join(' %s %d %s\n' % (hashlib.new(algorithm, data).hexdigest(), len(data), name)
                                                   for name, data in files.items())
            listing += '\n'
        texts = {'main/source/Sources': listing.encode(), 'main/binary-amd64/Packages': binaries}
        texts['main/source/Sources.gz'] = gzip.compress(texts['main/source/Sources'], mtime=0)
        release = 'Origin: Debian\nSuite: %s\nCodename: %s\nComponents: main\nArchitectures: amd64\nDate: %s\nSHA256:\n' % (
            suite, suite, time.strftime('%a, %d %b %Y %H:%M:%S UTC', time.gmtime(self.now)))
        for name, data in texts.items():
            self.write('mirror/dists/%s/%s' % (suite, name), data)
            release += ' %s %d %s\n' % (sha256(data), len(data), name)
        self.write('mirror/dists/%s/Release' % suite, release)
        if os.path.exists(dists + '/InRelease'):
            os.unlink(dists + '/InRelease')
        if sign:
            subprocess.run(['gpg', '--batch', '-q', '--clearsign', '-o', dists + '/InRelease', dists + '/Release'],
                           env=self.env, check=True)
        # apt asks for what changed since the second of the last time
        for place, _, names in os.walk(dists):
            for name in names:
                os.utime(os.path.join(place, name), (self.now, self.now))

    def keep(self, files):
        self.write('tree/meson/libbpf.sha256', '# a comment\n' + ''.join('%s  %s\n' % (sha256(data), name) for name, data in files.items()))

    def tomorrow(self):
        """Lists are read again."""
        for name in 'apt', 'apt-others':
            stamp = self.path('cache/libbpf', name, 'updated')
            if os.path.exists(stamp):
                os.utime(stamp, (0, 0))

    def get(self, *said, unsaid=()):
        """What get-libbpf prints, which has all of @said; then the version that meson is given, or
        None."""
        done = subprocess.run([self.script], env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=self.patience)
        print(done.stderr, end='')
        expected = 3 if '/init cannot be linked' in done.stderr else 0
        assert done.returncode == expected and done.stdout == '', (done.returncode, done.stdout, done.stderr)
        assert expected == 0 or "the system's" in done.stderr, done.stderr
        for text in said:
            assert text in done.stderr, text
        for text in unsaid:
            assert text not in done.stderr, text
        return self.chosen()

    def chosen(self, word='auto'):
        done = subprocess.run([self.script, '--print', word], env=self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and done.stderr == '', done
        lines = done.stdout.splitlines()
        assert os.path.exists(lines[0])
        self.stamp, self.why = open(lines[0]).read(), lines[-1]
        if not lines[1]:
            assert len(lines) == 3
            return None
        assert lines[3] == 'libbpf ' + re.search(r'/built/(.*)-[0-9a-f]{12}$', lines[1])[1]
        assert os.path.exists(lines[1] + '/lib/libbpf.a') and os.path.exists(lines[1] + '/include/bpf/libbpf.h')
        return lines[2]
