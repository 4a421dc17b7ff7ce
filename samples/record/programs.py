"""The programs in the recordings: their versions, and how to start them."""

import asyncio
import importlib.metadata
import os
import platform
import re
import signal
import subprocess
import tempfile
from pathlib import Path

from loopback import RecordingFailed

VERSION_COMMANDS = {
    "Chromium": ["chromium", "--version"],
    "Node": ["node", "--version"],
    "nginx": ["nginx", "-v"],
}


def version(program):
    """Name and version, such as "websockets 17.4 (Python 3.11.2)"."""
    if program not in VERSION_COMMANDS:
        return f"{program} {importlib.metadata.version(program)} (Python {platform.python_version()})"
    done = subprocess.run(VERSION_COMMANDS[program], check=True, capture_output=True, text=True)
    number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return f"{program} {number.group(0)}"


class PageServer:
    """Serves pages/NAME.html on a port of its own and keeps what the page reports to /log."""

    def __init__(self, port, page):
        self.page = (Path(__file__).parent / "pages" / page).read_bytes()
        self.port = port
        self.log = []
        self.done = asyncio.Event()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def answer(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            target = head.split(" ", 2)[1]
            length = re.search(r"(?i)content-length: (\d+)", head)
            body = (await reader.readexactly(int(length.group(1)))).decode() if length else ""
            status, answer = "200 OK", b""
            if target == "/":
                answer = self.page
            elif target == "/log":
                self.log.append(body)
                if body == "done":
                    self.done.set()
            else:
                status = "404 Not Found"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(answer)}\r\nConnection: close\r\n\r\n".encode()
                + answer
            )
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def browse(port, page):
    """Opens pages/`page` in a headless Chromium and returns what it reported, once it said "done"."""
    async with PageServer(port, page) as pages:
        with tempfile.TemporaryDirectory(prefix="ws101-chromium-", ignore_cleanup_errors=True) as profile:
            chromium = await asyncio.create_subprocess_exec(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                # One address only: otherwise ::1 is tried first, and refused.
                "--host-resolver-rules=MAP localhost 127.0.0.1",
                f"--user-data-dir={profile}",
                f"http://localhost:{port}/",
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                await asyncio.wait_for(pages.done.wait(), 60)
            except asyncio.TimeoutError:
                raise RecordingFailed(f"Chromium did not finish {page}; it reported {pages.log}") from None
            finally:
                # The whole process group of this Chromium: it starts helpers.
                os.killpg(chromium.pid, signal.SIGTERM)
                await chromium.wait()
        return pages.log
