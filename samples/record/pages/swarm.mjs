// Fans who follow a match: node [--experimental-websocket] swarm.mjs hasty|patient ws://… NAME…
// A hasty one connects again at once. A patient one waits, longer each time and never exactly as long as the others, and
// says what it has seen; it sends its vote again until it was counted.
const [manner, address, ...names] = process.argv.slice(2);
const patient = manner === "patient";
for (const name of names) follow({ name, seen: 0, attempt: 0, vote: undefined });

function follow(fan) {
  const after = patient && fan.seen > 0 ? `&after=${fan.seen}` : "";
  const socket = new WebSocket(`${address}?name=${fan.name}${after}`);
  socket.onopen = () => {
    fan.attempt = 0;
    if (patient && fan.vote) socket.send(fan.vote);
  };
  socket.onmessage = ({ data }) => {
    const { id, counted } = JSON.parse(data);
    if (counted) fan.vote = undefined;
    if (id) fan.seen = id;
    if (id === 2 && fan.name === "ann") {
      fan.vote = JSON.stringify({ vote: "Ito" });
      socket.send(fan.vote);
    }
  };
  // Browsers tell of a failed attempt by both events, Node 20 by `error` alone.
  socket.onclose = socket.onerror = ({ code = 1006 }) => {
    socket.onclose = socket.onerror = null;
    if (code === 1000 || code === 1008 || code >= 4000) return;
    const longest = Math.min(10_000, 400 * 2 ** fan.attempt++);
    setTimeout(() => follow(fan), patient ? Math.random() * longest : 0);
  };
}
