import Testing

@testable import Processes

struct ProgramNameTests {
    @Test(arguments: [
        ("node", "node server.js", "node", "server.js"),
        ("node", "/usr/bin/node --inspect -r dotenv/config /srv/app/server.js --port 1", "node", "server.js"),
        ("node", "node -e require('x')", "node", nil),
        ("MainThread", "/opt/node/bin/node app.mjs", "node", "app.mjs"),
        ("npm start", "npm start", "npm start", nil),
        ("python3", "python3 -u -X dev /home/me/chat/app.py", "python3", "app.py"),
        ("python3.11", "python3.11 -m http.server 8000", "python3.11", "http.server"),
        ("python3", "python3 -c import_os secret", "python3", nil),
        ("serve.py", "/usr/bin/python3 ./serve.py", "python3", "serve.py"),
        ("gunicorn", "/usr/bin/python3 /usr/bin/gunicorn app:app", "python3", "gunicorn"),
        ("ruby", "ruby -I lib -rbundler puma.rb", "ruby", "puma.rb"),
        ("java", "java -Xmx1g -cp a.jar:b.jar -jar /opt/chat.jar --x", "java", "chat.jar"),
        ("java", "java -cp classes org.example.Main", "java", "org.example.Main"),
        ("deno", "deno run --allow-net server.ts", "deno", "server.ts"),
        ("bun", "bun run index.ts", "bun", "index.ts"),
        ("bun", "bun index.ts", "bun", "index.ts"),
        ("bash", "bash -c sleep", "bash", nil),
        ("chromium", "/usr/lib/chromium/chromium --type=utility", "chromium", nil),
        ("websocket-echo-", "/usr/bin/websocket-echo-server", "websocket-echo-server", nil),
        ("nodemon", "nodemon app.js", "nodemon", nil),
        ("kworker/0:1", "", "kworker/0:1", nil),
        ("", "/usr/bin/thing", "thing", nil),
        ("node", "node", "node", nil),
        ("python3", "python3 -", "python3", nil),
    ])
    func isWhatPeopleCallIt(comm: String, line: String, name: String, script: String?) {
        let arguments = line.isEmpty ? [] : line.split(separator: " ").map(String.init)
        let found = ProgramName(comm: comm, arguments: arguments)
        #expect(found.name == name)
        #expect(found.script == script)
    }

    @Test func isBounded() {
        let long = String(repeating: "x", count: 5000)
        let found = ProgramName(comm: "python3", arguments: ["python3", "/" + long])
        #expect(found.script?.utf8.count == 256)
        #expect(ProgramName(comm: long, arguments: []).name.utf8.count == 256)
        // A character of a thousand bytes is no way around it.
        let dense = "e" + String(repeating: "\u{301}", count: 5000)
        #expect(ProgramName(comm: dense, arguments: []).name.utf8.count <= 256 + 2)
    }
}
