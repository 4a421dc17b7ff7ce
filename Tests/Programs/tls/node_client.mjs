// Talks to the server at the given URL and prints what it sent and received: node_client.mjs URL
import { createHash } from "node:crypto";

const entry = data => {
  const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data);
  return { opcode: typeof data === "string" ? 1 : 2, length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
};
const messages = ["Hello", "Grüße, 世界", Uint8Array.from({ length: 256 }, (_, i) => i).buffer, "", "x".repeat(20000)];
const log = { sent: [], received: [] };
const socket = new WebSocket(process.argv[2], ["chat.v1"]);
socket.binaryType = "arraybuffer";
const next = () => {
  if (messages.length === 0) return socket.close(1000, "bye");
  const message = messages.shift();
  log.sent.push(entry(message));
  socket.send(message);
};
socket.onopen = next;
socket.onmessage = event => { log.received.push(entry(event.data)); next(); };
socket.onclose = event => console.log(JSON.stringify({ ...log, code: event.code }));
