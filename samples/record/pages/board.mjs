// A departure board in Node: node [--experimental-websocket] board.mjs ws://…
const socket = new WebSocket(process.argv[2]);
socket.onopen = () => socket.send('{"show": "Room 101"}');
socket.onmessage = ({ data }) => {
  if (data.includes('"in": 0')) socket.close(1000, "caught it");
};
