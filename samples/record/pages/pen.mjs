// Two HTTP servers in Node that say "ok" to every request: HTTP/1.1 in the clear (port 8080), and with TLS (8443) whichever
// of HTTP/1.1 and HTTP/2 the client asks for: pen.mjs ADDRESS CERTIFICATE
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";

const headers = { "Content-Type": "text/plain", "Access-Control-Allow-Origin": "*" };
function answer(request, response) {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { ...headers, "Content-Length": 2 });
    response.end("ok");
  });
}

const [address, path] = process.argv.slice(2);
const pem = readFileSync(path);
const secure = http2.createSecureServer({ key: pem, cert: pem, allowHTTP1: true }, answer);
await new Promise((done) => http.createServer(answer).listen(8080, address, done));
await new Promise((done) => secure.listen(8443, address, done));
console.log("listening");
