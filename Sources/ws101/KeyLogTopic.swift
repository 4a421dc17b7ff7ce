/// What `explain keylog` says: what a key log is, how programs write one, and who reads it.
enum KeyLogTopic {
    /// The names under which it is found.
    static let names = ["keylog", "key log", "key logs", "keylogs", "sslkeylogfile", "ssl key log"]

    /// The name in lists of topics.
    static let name = "keylog"

    static let title = "Key log (SSLKEYLOGFILE)"

    /// What to know of it besides what the glossary says it is.
    static let meaning: [(name: String, text: String)] = [
        (
            "Caution",
            "With a capture it opens everything that these connections carried, passwords and cookies included, for "
                + "whoever has both, for good. chmod 600 it, use it for tests, delete it afterwards."
        ),
        (
            "In ws101",
            "ws101 inspect trace.pcapng --keylog keys.txt, or set SSLKEYLOGFILE. Keys inside a pcapng file (Decryption "
                + "Secrets Blocks) are used by themselves."
        ),
        (
            "Live",
            "Start ws101 capture --keylog keys.txt before the program connects: keys are read as they come, but a "
                + "connection whose handshake was not captured stays closed. sudo drops SSLKEYLOGFILE: name the file."
        ),
        (
            "At once",
            "sudo ws101 run -- COMMAND starts a program with a key log of its own, shows its sessions opened, and removes "
                + "the keys when it ends."
        ),
        (
            "To share",
            "ws101 export trace.pcapng --session 1 --keylog keys.txt --with-secrets -o one.pcapng writes one session with "
                + "its own keys only. Wireshark opens it without settings."
        ),
    ]

    /// How programs write one.
    static let programs: [(name: String, text: String)] = [
        (
            "Chromium",
            "SSLKEYLOGFILE=$PWD/keys.txt chromium, or chromium --ssl-key-log-file=keys.txt; so do Chrome, Edge and "
                + "programs made with Electron. Quit it first: a running one opens the page itself, without the log."
        ),
        ("Firefox", "SSLKEYLOGFILE=$PWD/keys.txt firefox; quit a running one first."),
        (
            "Node",
            "node --tls-keylog=keys.txt app.js, or NODE_OPTIONS=--tls-keylog=$PWD/keys.txt npm start. It does not look at "
                + "SSLKEYLOGFILE. In code: the 'keylog' event of a TLSSocket, tls.Server or https.Agent."
        ),
        (
            "Python",
            "SSLKEYLOGFILE=keys.txt python app.py, for contexts made by ssl.create_default_context(). For any other, a "
                + "server's too: context.keylog_filename = 'keys.txt'."
        ),
        ("curl", "SSLKEYLOGFILE=keys.txt curl https://…"),
        (
            "OpenSSL",
            "openssl s_client -keylogfile keys.txt -connect host:443; s_server takes it too. In code: "
                + "SSL_CTX_set_keylog_callback(). From 3.5 on the library looks at SSLKEYLOGFILE, if built with "
                + "enable-sslkeylog."
        ),
        ("Go", "In code: tls.Config{KeyLogWriter: file}. No variable does it by itself."),
        ("Rust", "rustls: config.key_log = Arc::new(rustls::KeyLogFile::new()), which looks at SSLKEYLOGFILE."),
        (
            "Java",
            "An agent writes it: java -javaagent:extract-tls-secrets.jar=keys.txt -jar app.jar. The output of "
                + "javax.net.debug is no key log."
        ),
        (
            ".NET",
            "From .NET 9 on, on Linux: SSLKEYLOGFILE, with the switch System.Net.EnableSslKeyLogging set to true in "
                + "runtimeconfig.json or by AppContext.SetSwitch."
        ),
        (
            "nginx",
            "NGINX Plus has ssl_key_log for its clients and proxy_ssl_key_log for what it passes on to. The open-source "
                + "nginx has neither: take the client's log."
        ),
        (
            "Without",
            "Safari, and programs that use the TLS of macOS, iOS or Windows, write none: reach the server with one of the "
                + "others."
        ),
        (
            "Wireshark",
            "tshark -o tls.keylog_file:keys.txt -r trace.pcapng; in its window: Preferences, Protocols, TLS."
        ),
    ]

    static let source = "RFC 9850 (The SSLKEYLOGFILE Format for TLS)"
}
