// Node's built-in WebSocket: node [--experimental-websocket] client.mjs ws://…
const socket = new WebSocket(process.argv[2]);
socket.binaryType = "arraybuffer";
socket.onopen = () => socket.send("Hello from Node");
socket.onmessage = ({ data }) => {
  if (typeof data === "string") socket.send(new Uint8Array([1, 0, 1]));
  else socket.close(4101, "done with room 101");
};
socket.onclose = ({ code, reason, wasClean }) => console.log(code, reason, wasClean);
