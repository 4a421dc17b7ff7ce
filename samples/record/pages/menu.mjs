// The menu again, in Node: node [--experimental-websocket] menu.mjs ws://…
const socket = new WebSocket(process.argv[2] + "/menu-node");
socket.binaryType = "arraybuffer";
socket.onmessage = ({ data }) => socket.send(`${data.byteLength} bytes, thanks`);
socket.onclose = ({ code, wasClean }) => {
  const told = new WebSocket(`${process.argv[2]}/told-node?code=${code}&wasClean=${wasClean}`);
  told.onmessage = () => told.close(1000);
};
