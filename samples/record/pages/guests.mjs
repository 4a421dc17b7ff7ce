// Guests who hold a seat: node [--experimental-websocket] guests.mjs ws://… ws://…, one after the other. They only listen.
for (const address of process.argv.slice(2)) {
  const socket = new WebSocket(address);
  await new Promise((resolve) => (socket.onmessage = resolve));
}
console.log("seated");
