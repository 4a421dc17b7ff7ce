// A script can't ping, so it asks by message: node [--experimental-websocket] pinging.mjs ws://…
// A question every half second; when none was answered for a second, it gives the connection up.
const socket = new WebSocket(process.argv[2]);
let count = 0;
let deadline;
socket.onopen = () => {
  deadline = setTimeout(giveUp, 1000);
  const asking = setInterval(() => socket.send(`are you there? ${++count}`), 500);
  socket.onclose = ({ code, wasClean }) => {
    console.log(code, wasClean);
    clearInterval(asking);
  };
};
socket.onmessage = () => {
  clearTimeout(deadline);
  deadline = setTimeout(giveUp, 1000);
};
function giveUp() {
  socket.close(4000, "no answer");
}
