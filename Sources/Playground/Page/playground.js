// The page of `ws101 playground`. What comes from a server is only ever put into text nodes.

const byID = id => document.getElementById(id);
const scheme = location.protocol === "https:" ? "wss:" : "ws:";
const longest = 2000;
const mostLines = 500;
let socket = null;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function log(kind, text) {
  const list = byID("log");
  const follows = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
  const time = new Date().toTimeString().slice(0, 8);
  list.append(element("li", {}, element("time", {}, time), element("span", { className: kind }, text)));
  while (list.childElementCount > mostLines) list.firstElementChild.remove();
  if (follows) list.scrollTop = list.scrollHeight;
}

function show() {
  const states = ["connecting", "open", "closing", "closed"];
  const state = states[socket ? socket.readyState : 3];
  byID("state").dataset.state = state;
  byID("state").textContent = state.toUpperCase();
  byID("send").disabled = state !== "open";
  byID("close").disabled = state !== "open" && state !== "connecting";
}

function describe(data) {
  if (typeof data === "string") {
    const text = data.length > longest ? `${data.slice(0, longest)}… (${data.length} characters)` : data;
    return `message: ${text}`;
  }
  const bytes = new Uint8Array(data);
  const hex = Array.from(bytes.slice(0, 32), byte => byte.toString(16).padStart(2, "0")).join(" ");
  return `message, ${bytes.length} bytes: ${hex}${bytes.length > 32 ? " …" : ""}`;
}

function open(path, offers) {
  // One session at a time; the old one's events still come, and say whose they are.
  if (socket && socket.readyState < 2) socket.close(1000, "another endpoint");
  const url = `${scheme}//${location.host}${path}`;
  log("plain", `new WebSocket("${path}"${offers.length ? `, ${JSON.stringify(offers)}` : ""})`);
  const opened = new WebSocket(url, offers);
  opened.binaryType = "arraybuffer";
  socket = opened;
  byID("address").textContent = url;
  const name = () => (opened === socket ? "" : `${path} `);
  opened.addEventListener("open", () => {
    const settled = [
      opened.protocol && `protocol "${opened.protocol}"`, opened.extensions && `extensions "${opened.extensions}"`,
    ].filter(Boolean);
    log("open", `${name()}open${settled.length ? `, ${settled.join(", ")}` : ""}`);
    show();
  });
  opened.addEventListener("message", event => log("message", name() + describe(event.data)));
  opened.addEventListener("error", () => log("error", `${name()}error (script is not told why; the console is)`));
  opened.addEventListener("close", event => {
    const reason = event.reason ? `, reason "${event.reason}"` : "";
    log(event.wasClean ? "plain" : "unclean", `${name()}close, code ${event.code}${reason}, wasClean ${event.wasClean}`);
    show();
  });
  show();
}

function entry(endpoint) {
  const path = element("span", { className: "path" }, `/${endpoint.name}`);
  const row = element("div", { className: "row" }, path);
  let number = null;
  if (endpoint.placeholder) {
    path.append("/");
    number = element("input", {
      type: "number", value: endpoint.standard, min: endpoint.least, max: endpoint.most,
    });
    number.setAttribute("aria-label", `${endpoint.placeholder} of /${endpoint.name}`);
    row.append(number);
  }
  const button = element("button", { type: "button" }, "Open");
  button.setAttribute("aria-label", `Open /${endpoint.name}`);
  button.addEventListener("click", () => {
    if (number && !number.reportValidity()) return;
    // Where there is one column, the events are far from the button.
    if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".session").scrollIntoView();
    open(`/${endpoint.name}${number ? `/${number.value || endpoint.standard}` : ""}`, endpoint.offers);
  });
  row.append(button);
  const item = element("li", {}, row, element("p", {}, endpoint.summary));
  if (endpoint.rules.length) {
    item.append(element("p", { className: "rules" }, `ws101 reports ${endpoint.rules.join(", ")}`));
  }
  return item;
}

byID("send-form").addEventListener("submit", event => {
  event.preventDefault();
  const text = byID("text").value;
  if (!socket || socket.readyState !== 1) return;
  socket.send(text);
  log("sent", `send(${JSON.stringify(text)})`);
});

byID("close-form").addEventListener("submit", event => {
  event.preventDefault();
  const code = Number(byID("code").value);
  const reason = byID("reason").value;
  try {
    socket.close(code, reason);
    log("sent", `close(${code}, ${JSON.stringify(reason)})`);
  } catch (error) {
    // Script may pass 1000 and 3000 to 4999 only, and 123 bytes of reason.
    log("error", `close(${code}): ${error.message}`);
  }
  show();
});

byID("clear").addEventListener("click", () => byID("log").replaceChildren());

byID("command").textContent = `sudo ws101 capture --port ${location.port || (scheme === "wss:" ? 443 : 80)}`;

try {
  const groups = await (await fetch("/endpoints.json")).json();
  for (const group of groups) {
    byID("endpoints").append(
      element("h3", {}, group.title), element("ul", {}, ...group.endpoints.map(entry)));
  }
} catch (error) {
  log("error", `the list of endpoints can't be loaded: ${error.message}`);
}
