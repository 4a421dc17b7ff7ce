// An echo server over Node's own TLS, its frames made by hand: node_server.mjs PORT CERTIFICATE KEY
// Prints "listening", and at the end what it sent and received.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const [port, certificate, key] = process.argv.slice(2);
const entry = (opcode, bytes) => ({ opcode, length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
const log = { sent: [], received: [] };

const frame = (opcode, payload) => {
  const length = payload.length;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.alloc(length < 65536 ? 4 : 10);
  if (length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = length < 65536 ? 126 : 127;
    if (length < 65536) head.writeUInt16BE(length, 2); else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
};

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.on("upgrade", (request, socket, first) => {
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept.digest("base64")}\r\nSec-WebSocket-Protocol: chat.v1\r\n\r\n`);
  let waiting = first;
  const take = data => {
    waiting = Buffer.concat([waiting, data]);
    for (;;) {
      if (waiting.length < 6) return;
      const short = waiting[1] & 127, start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (waiting.length < start + 4) return;
      const length = short < 126 ? short : short === 126 ? waiting.readUInt16BE(2) : Number(waiting.readBigUInt64BE(2));
      if (waiting.length < start + 4 + length) return;
      const mask = waiting.subarray(start, start + 4), opcode = waiting[0] & 15;
      const payload = Buffer.from(waiting.subarray(start + 4, start + 4 + length)).map((byte, i) => byte ^ mask[i % 4]);
      waiting = waiting.subarray(start + 4 + length);
      if (opcode === 1 || opcode === 2) {
        log.received.push(entry(opcode, payload));
        log.sent.push(entry(opcode, payload));
      }
      socket.write(frame(opcode, payload));
      if (opcode === 8) {
        socket.end();
        console.log(JSON.stringify(log));
        server.close();
      }
    }
  };
  socket.on("data", take);
});
server.listen(Number(port), "127.0.0.1", () => console.log("listening"));
