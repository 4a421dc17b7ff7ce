"""Sessions of pages in Chromium and Firefox, each with the key log that the browser writes."""

import asyncio
import contextlib
import json
import os
import signal
import ssl
import subprocess
import tempfile
from pathlib import Path

import programs
from loopback import RecordingFailed
from scenario import PAGE, PORT, scenario
from server import EchoServer, agree, server_context

HERE = Path(__file__).resolve().parent


class Page(programs.PageServer):
    """page.html, with the number of sessions that it is to play one after the other."""

    def __init__(self, count, large=2_000, port=PORT):
        self.port, self.log, self.done = PAGE, [], asyncio.Event()
        page = (HERE / "page.html").read_text()
        for word, value in (("COUNT", count), ("LARGE", large), ("PORT", port)):
            page = page.replace(word, str(value))
        self.page = page.encode()

    @property
    def sessions(self):
        return [json.loads(line) for line in self.log if line != "done"]


@contextlib.asynccontextmanager
async def process(*command, **environment):
    """A program in a process group of its own, ended with all that it started."""
    child = await asyncio.create_subprocess_exec(
        *map(str, command),
        env=os.environ | environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        await child.wait()


def chromium(profile, stage, trusting=True):
    flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-sync"
    flags += " --disable-background-networking --disable-component-update"
    flags += " --ignore-certificate-errors" if trusting else ""
    return ["chromium", *flags.split(), f"--user-data-dir={profile}", f"http://localhost:{PAGE}/"]


PREFERENCES = {
    "network.dns.disableIPv6": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.proxy.type": 0,
    # There is only the loopback interface: Firefox would take itself for offline.
    "network.manage-offline-status": False,
    "network.dns.localDomains": "chat.example",
}


def firefox(profile, stage, trusting=True):
    lines = (f'user_pref("{name}", {json.dumps(value)});\n' for name, value in PREFERENCES.items())
    (Path(profile) / "user.js").write_text("".join(lines))
    subprocess.run(["certutil", "-N", "-d", f"sql:{profile}", "--empty-password"], check=True)
    trust = ["certutil", "-A", "-d", f"sql:{profile}", "-n", "recordings", "-t", "C,,", "-i", stage.certificates.trusted]
    if trusting:
        subprocess.run(trust, check=True)
    return ["firefox-esr", "--headless", "--no-remote", "--profile", profile, f"http://localhost:{PAGE}/"]


@contextlib.asynccontextmanager
async def running(stage, browser, **how):
    """The browser with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="ws101-profile-", ignore_cleanup_errors=True) as profile:
        home = {"HOME": profile, "SSLKEYLOGFILE": str(stage.key_file)}
        async with process(*browser(profile, stage, **how), **home):
            yield


async def finished(page):
    try:
        await asyncio.wait_for(page.done.wait(), 60)
    except asyncio.TimeoutError:
        raise RecordingFailed(f"the page did not finish; it reported {page.log}") from None


async def browse(stage, browser, *, count=1, large=2_000, highest=None, **settings):
    context = server_context(stage.certificates.rsa, highest=highest)
    async with EchoServer(context, **settings) as server, Page(count, large) as page, running(stage, browser):
        await finished(page)
        if len(server.connections) < count and any(not session["sent"] for session in page.sessions):
            raise RecordingFailed(f"not connected: {page.log}")
        await server.sessions(count)
    agree(server.connections, [(session["sent"], session["received"]) for session in page.sessions])
    stage.connections += server.connections


async def refuse(stage, browser):
    """A browser that does not trust the server; the truth is what its page was told."""
    context = server_context(stage.certificates.rsa)
    async with EchoServer(context) as server, Page(1) as page, running(stage, browser, trusting=False):
        await finished(page)
        if server.connections:
            raise RecordingFailed("it connected")
    session = page.sessions[0]
    assert not session["wasClean"], session
    stage.connections.append({"failure": {"by": "client", "scriptSees": session["code"]}})


CHROMIUM = {"client": "Chromium", "server": "websockets"}
FIREFOX = {"client": "Firefox", "server": "websockets"}


@scenario("tls13.chromium-websockets", shows="a page in Chromium", programs=CHROMIUM)
async def chromium_13(stage):
    await browse(stage, chromium)


@scenario("tls12.chromium-websockets", shows="a page in Chromium, to a server with TLS 1.2 at most", programs=CHROMIUM)
async def chromium_12(stage):
    await browse(stage, chromium, highest=ssl.TLSVersion.TLSv1_2)


@scenario(
    "tls13-resumed-compressed.chromium-websockets",
    shows="Chromium's second session resumes the first one's TLS session; both compress",
    programs=CHROMIUM,
)
async def chromium_resumed(stage):
    await browse(stage, chromium, count=2, compression="deflate", large=20_000)


@scenario("tls13.firefox-websockets", shows="a page in Firefox", programs=FIREFOX)
async def firefox_13(stage):
    await browse(stage, firefox)


@scenario(
    "tls12-resumed.firefox-websockets",
    shows="a page in Firefox, two sessions with TLS 1.2, the second one resumed",
    programs=FIREFOX,
)
async def firefox_12(stage):
    await browse(stage, firefox, count=2, highest=ssl.TLSVersion.TLSv1_2)
