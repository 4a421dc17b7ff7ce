// A café that orders through the proxy: bakery.mjs URI
const socket = new WebSocket(process.argv[2]);
socket.onopen = () => socket.send("12 baguettes");
socket.onmessage = () => setTimeout(() => socket.send("20 more"), 100);
