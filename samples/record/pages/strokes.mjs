// Two messages in each of three ways, one after the other: HTTPS with a connection for each, HTTPS on a connection that is kept,
// and a WebSocket: strokes.mjs ADDRESS
import https from "node:https";

const address = process.argv[2];
const positions = ["x=0412 y=0377 p=0.80", "x=0413 y=0381 p=0.80"];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function post(body, agent) {
  return new Promise((done, fail) => {
    const request = https.request(`https://${address}:8443/pen`, { method: "POST", agent }, (response) => {
      response.resume();
      response.on("end", done);
    });
    request.on("error", fail);
    request.end(body);
  });
}

for (const position of positions) {
  await post(position, false);
  await pause(200);
}
const agent = new https.Agent({ keepAlive: true });
for (const position of positions) await post(position, agent);
agent.destroy();
await pause(200);

const socket = new WebSocket(`wss://${address}:8444/pen`);
let sent = 0;
const next = () => (sent < positions.length ? socket.send(positions[sent++]) : socket.close(1000));
socket.onopen = next;
socket.onmessage = next;
