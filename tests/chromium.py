# SPDX-License-Identifier: GPL-2.0-only
"""Debian's chromium, headless, driven by the DevTools protocol over a pipe.

	with chromium.Browser(directory) as b:
	    b.open('/tmp/page.html')
	    b.value('document.title')

	chromium.py PAGE OUT [width=1600] [height=1000] [dark] [print] [noscript]	a screenshot, or with print a PDF
"""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time

PATH = shutil.which('chromium')
WAIT_S = 60


class Browser:
    def __init__(self, directory):
        argv = [PATH, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--remote-debugging-pipe',
                '--user-data-dir=' + os.path.join(directory, 'profile'), 'about:blank']
        theirs_in, self.to = os.pipe()
        self.of, theirs_out = os.pipe()
        self.process = subprocess.Popen(['sh', '-c', 'exec "$@" 3<&%d 4>&%d' % (theirs_in, theirs_out), 'sh', *argv],
                                        pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={**os.environ, 'HOME': directory})
        os.close(theirs_in)
        os.close(theirs_out)
        self.n, self.session, self.rest, self.events = 0, None, b'', []
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Accessibility'):
            self.ask(domain + '.enable')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.to)
        os.close(self.of)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def message(self):
        end = time.monotonic() + WAIT_S
        while b'\0' not in self.rest:
            if not select.select([self.of], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError('chromium does not answer')
            data = os.read(self.of, 1 << 20)
            if not data:
                raise EOFError('chromium ended')
            self.rest += data
        message, self.rest = self.rest.split(b'\0', 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.n += 1
        message = {'id': self.n, 'method': method, 'params': params, **({'sessionId': self.session} if self.session else {})}
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self.to, data):]
        while True:
            answer = self.message()
            if answer.get('id') == self.n:
                assert 'error' not in answer, (method, answer)
                return answer['result']
            self.events.append(answer)

    def wait(self, method):
        while True:
            for i, e in enumerate(self.events):
                if e.get('method') == method:
                    del self.events[i]
                    return e['params']
            self.events.append(self.message())

    def open(self, path, fragment=''):
        """Load a file; the seconds until its load event."""
        self.ask('Page.navigate', url='about:blank')  # else another fragment is only scrolled to
        self.wait('Page.loadEventFired')
        self.events = [e for e in self.events if e.get('method') != 'Page.loadEventFired']
        start = time.monotonic()
        self.ask('Page.navigate', url='file://' + path + fragment)
        self.wait('Page.loadEventFired')
        return time.monotonic() - start

    def value(self, expression):
        result = self.ask('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        assert 'exceptionDetails' not in result, result
        return result['result'].get('value')

    def complaints(self):
        """Errors in the console: exceptions, what the policy blocked."""
        self.value('0')
        return [e for e in self.events if e.get('method') == 'Runtime.exceptionThrown' or
                e.get('method') == 'Log.entryAdded' and e['params']['entry']['level'] == 'error']

    def key(self, key, code=None):
        for kind in ('keyDown', 'keyUp'):
            self.ask('Input.dispatchKeyEvent', type=kind, key=key, code=code or key,
                     windowsVirtualKeyCode={'Tab': 9, 'Enter': 13, ' ': 32}.get(key, 0), **({'text': '\r'} if key == 'Enter' and kind == 'keyDown' else {}))

    def size(self, width, height):
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, dark=False, media=''):
        self.ask('Emulation.setEmulatedMedia', media=media, features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def script(self, on):
        self.ask('Emulation.setScriptExecutionDisabled', value=not on)

    def accessible(self):
        """[(role, name, {property: value})] of the accessibility tree, without what is ignored."""
        nodes = self.ask('Accessibility.getFullAXTree')['nodes']
        return [(n.get('role', {}).get('value'), n.get('name', {}).get('value', ''),
                 {p['name']: p['value'].get('value') for p in n.get('properties', [])}) for n in nodes if not n.get('ignored')]

    def screenshot(self, out):
        with open(out, 'wb') as f:
            f.write(base64.b64decode(self.ask('Page.captureScreenshot')['data']))

    def pdf(self, out):
        with open(out, 'wb') as f:
            f.write(base64.b64decode(self.ask('Page.printToPDF', preferCSSPageSize=True, printBackground=True)['data']))


def main():
    page, out, *words = sys.argv[1:]
    values = dict(w.split('=') for w in words if '=' in w)
    with Browser(os.path.dirname(os.path.abspath(out))) as b:
        b.size(int(values.get('width', 1600)), int(values.get('height', 1000)))
        b.media(dark='dark' in words)
        b.script('noscript' not in words)
        print('load event after %.2f s' % b.open(os.path.abspath(page), values.get('at', '')))
        if 'print' in words:
            b.pdf(out)
        else:
            b.screenshot(out)


if __name__ == '__main__':
    main()
