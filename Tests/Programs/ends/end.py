"""What every program here does: it takes its steps from the command line, and says on stdout what its API reported.

  PROGRAM server [OPTIONS] PORT STEP…      PROGRAM client [OPTIONS] URI STEP…

  send:TEXT  receive  sleep:SECONDS        a message out, a message in, nothing
  send-invalid  flood:SIZE                 a text message that is not UTF-8; a message of SIZE bytes
  close[:CODE[:REASON]]                    the API's close(); without a code where the API can do that
  wait                                     until the API says that the session is over
  ready  go                                tells the recorder that it may act; waits until it has (SIGUSR1)
  raise                                    an exception in the handler
  shutdown[:CODE]                          ends the server as its library does that
  bytes:HEX                                these bytes, past the API (raw_end.py only)
  reset  half-close                        SO_LINGER 0 and close; shutdown(SHUT_WR)
  deaf:SECONDS                             every segment for it is dropped, as if lost on the way, so long

One JSON object a line: "listening", "open" (local and remote port), "received", "ready", and "end": the code and reason
that the API reports, null where it reports none. A refused upgrade is "refused".
"""

import argparse
import asyncio
import ctypes
import json
import os
import signal
import socket
import struct

# A filter program of one instruction, "return 0 bytes": the kernel drops what comes for this socket, unacknowledged.
SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27
DROP = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))


def say(event, **details):
    print(json.dumps({"event": event} | details), flush=True)


class End:
    """One side of a session; each program's file has its own."""

    socket = None
    transport = None
    gone = False

    async def send(self, text):
        raise NotImplementedError

    async def send_invalid(self):
        """The bytes of "café" in Latin-1, as a text message."""
        raise NotImplementedError

    async def receive(self):
        raise NotImplementedError

    async def close(self, code, reason):
        raise NotImplementedError

    async def wait(self):
        raise NotImplementedError

    async def shutdown(self, code):
        raise NotImplementedError

    def report(self):
        """The code and the reason that the API reports, None where it reports none."""
        raise NotImplementedError

    def opened(self):
        say("open", local=self.socket.getsockname()[1], remote=self.socket.getpeername()[1])

    def ended(self):
        if not self.gone:
            self.gone = True
            code, reason = self.report()
            code = None if code is None else int(code)
            say("end", code=code, reason=reason)

    def set_deaf(self, seconds):
        handle = self.socket
        handle.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HxxxxxxP", 1, ctypes.addressof(DROP)))

        def hear():
            if handle.fileno() >= 0:
                handle.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)

        asyncio.get_running_loop().call_later(seconds, hear)

    async def perform(self, step):
        name, _, rest = step.partition(":")
        match name:
            case "send":
                await self.send(rest)
            case "send-invalid":
                await self.send_invalid()
            case "flood":
                await self.send("z" * int(rest))
            case "receive":
                say("received", text=await self.receive())
            case "sleep":
                await asyncio.sleep(float(rest))
            case "close":
                code, _, reason = rest.partition(":")
                await self.close(int(code) if code else None, reason)
            case "wait":
                await self.wait()
            case "ready":
                say("ready")
            case "go":
                await signalled.wait()
            case "raise":
                raise RuntimeError("the handler has a bug")
            case "shutdown":
                await self.shutdown(int(rest or 1001))
            case "bytes":
                await self.bytes(bytes.fromhex(rest))
            case "reset":
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.transport.abort()
            case "half-close":
                self.socket.shutdown(socket.SHUT_WR)
            case "deaf":
                self.set_deaf(float(rest))
            case _:
                raise SystemExit(f"no such step: {step}")

    async def play(self, steps):
        self.opened()
        for step in steps:
            await self.perform(step)


signalled = asyncio.Event()


def main(server, client):
    """`server(port, steps, options)` and `client(uri, steps, options)` play the steps and return at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("--max-size", type=int, help="bytes that a message may have")
    parser.add_argument("--keepalive", type=float, help="seconds from ping to ping, and for the pong")
    parser.add_argument("--compress", action="store_true", help="permessage-deflate")
    parser.add_argument("--status", type=int, help="refuse the upgrade with this status")
    parser.add_argument("where", metavar="PORT|URI")
    parser.add_argument("steps", nargs="*", metavar="STEP")
    options = parser.parse_args()
    os.environ["no_proxy"] = "*"

    async def run():
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, signalled.set)
        if options.role == "server":
            await server(int(options.where), options.steps, options)
            await asyncio.sleep(0.2)  # what the kernel still has to say
        else:
            await client(options.where, options.steps, options)

    asyncio.run(run())
