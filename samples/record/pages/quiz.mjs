// A player who gives up: node [--experimental-websocket] quiz.mjs ws://…
const socket = new WebSocket(process.argv[2]);
socket.onopen = () => socket.send("Cleo here");
socket.onmessage = () => setTimeout(() => socket.close(4000, "too hard for me"), 150);
