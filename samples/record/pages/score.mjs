// The score of a match, in Node: over a WebSocket if there is one, else by asking again and again.
const names = ["WebSocket", "EventSource"].map((name) => `globalThis.${name}: ${typeof globalThis[name]}`);
const who = `node ${process.versions.node.split(".")[0]}: ${names.join("; ")}`;

if (globalThis.WebSocket) {
  const socket = new WebSocket("ws://127.0.0.1:8765/live");
  socket.onopen = () => socket.send(who);
  socket.onmessage = ({ data }) => data === "1:0" && socket.close(1000);
} else {
  for (let score = ""; score !== "1:0"; ) {
    const answer = await fetch("http://127.0.0.1:8765/score", { headers: { "X-Found": who } });
    score = await answer.text();
    if (score !== "1:0") await new Promise((done) => setTimeout(done, 100));
  }
}
