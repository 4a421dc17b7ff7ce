"""A server that restarts, and what its clients do."""

import asyncio
import json
from urllib.parse import parse_qs, urlsplit

import programs
from scene import SECOND_SERVER, SERVER, scene
from websockets.asyncio.server import broadcast, serve
from websockets.exceptions import ConnectionClosed

FANS = ["ann", "ben", "cho", "dee"]


class Ticker:
    """Tells the score of a match. What it has told outlives its server, as in a database."""

    def __init__(self, host, port):
        self.host, self.port = host, port
        self.told = []

    async def open(self):
        self.server = await serve(self.answer, self.host, self.port, compression=None, ping_interval=None)

    async def close(self, code, reason):
        self.server.close(code=code, reason=reason)
        await self.server.wait_closed()

    def tell(self, score):
        """Whoever is connected hears it; without a server, nobody does."""
        self.told.append(json.dumps({"id": len(self.told) + 1, "score": score}))
        broadcast(self.server.connections, self.told[-1])

    async def answer(self, connection):
        query = parse_qs(urlsplit(connection.request.path).query)
        try:
            if "after" in query:
                for line in self.told[int(query["after"][0]) :]:
                    await connection.send(line)
            async for message in connection:
                await connection.send(json.dumps({"counted": json.loads(message)["vote"]}))
        except ConnectionClosed:
            pass

    async def dismiss(self, name):
        for connection in list(self.server.connections):
            if f"name={name}" in connection.request.path:
                await connection.close(4001, "signed in elsewhere")

    async def wait_for(self, guests):
        while len(self.server.connections) < guests:
            await asyncio.sleep(0.02)


@scene(
    "restart",
    shows="a server restarts (1012), twice: four clients that connect again at once, each refused many times; and four that "
    "wait with exponential backoff and jitter, resume by an id, and send again what was not counted; a fifth is told 4001 "
    "and stays away",
    programs=["Node", "websockets"],
    ports=[SERVER, SECOND_SERVER],
    expects={"statuses": [101] * 17},
    lesson=21,
    line=0.03,
)
async def restart(line):
    """Node clients on another machine, 30 ms away, and two `websockets` servers here, restarted at the same time: 8765 for the
    hasty clients, 8766 for the patient ones."""
    tickers = [Ticker(line.here, port) for port in (SERVER, SECOND_SERVER)]
    for ticker in tickers:
        await ticker.open()
    for ticker, manner, fans in zip(tickers, ("hasty", "patient"), (FANS, [*FANS, "zoe"])):
        await line.run(*programs.node_command("swarm.mjs", manner, f"ws://{line.here}:{ticker.port}/match", *fans))
        await ticker.wait_for(len(fans))
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.2)
    tell(tickers, "0:0")
    await asyncio.sleep(0.2)
    await tickers[1].dismiss("zoe")
    await asyncio.sleep(0.2)
    tell(tickers, "1:0")
    await asyncio.sleep(0.045)  # what ann answers is under way
    await asyncio.gather(*(ticker.close(1012, "restarting") for ticker in tickers))
    await asyncio.sleep(0.4)
    tell(tickers, "1:1")
    await asyncio.sleep(0.5)
    for ticker in tickers:
        await ticker.open()
    for ticker in tickers:
        await ticker.wait_for(len(FANS))
    await asyncio.sleep(0.3)
    tell(tickers, "2:1")
    await asyncio.sleep(0.3)
    await asyncio.gather(*(ticker.close(1000, "full time") for ticker in tickers))


def tell(tickers, score):
    for ticker in tickers:
        ticker.tell(score)
