/// What there is to say about a rule besides what it says: for `explain`, and for the remedies of a diagnosis.
public struct RuleExplanation: Hashable, Sendable {
    /// Why the rule exists, or why the fact matters: a sentence or two.
    public var why: String
    /// Who is blamed: `the client`.
    public var blamed: String
    /// What whoever can change it has to do: a sentence or two.
    public var whatToDo: String

    fileprivate init(_ blamed: String, _ why: String, _ whatToDo: String) {
        self.why = why
        self.blamed = blamed
        self.whatToDo = whatToDo
    }
}

extension Rule {
    /// What the side that sent such a frame has to do: a sentence or two; nil for a rule that says nothing of how a frame is
    /// to be sent, and for those whose causes have remedies of their own.
    var senderAdvice: String? {
        switch self {
        case .frameStrayBytes, .messageCompressedUnsettled: nil
        case .frameLengthByteOrder, .frameLengthImpossible: explanation.whatToDo
        default: mustFailWith == nil ? nil : explanation.whatToDo
        }
    }

    /// Whether the length in the header is one that no frame can have: nothing after it can be read.
    var isAboutImpossibleLength: Bool { self == .frameLengthMsbSet || self == .frameLengthImpossible }

    /// Why the rule exists, who is blamed, and what to do.
    public var explanation: RuleExplanation {
        switch self {
        // MARK: The request
        case .handshakeMethod:
            RuleExplanation(
                "the client",
                "The opening handshake is an ordinary GET, so that servers and proxies handle it like any other request.",
                "Send the upgrade request with GET. Over HTTP/2 the method is CONNECT, with :protocol (RFC 8441).")
        case .handshakeHttpVersion:
            RuleExplanation(
                "the client", "HTTP/1.0 has no Upgrade, and ends the connection after each response.",
                "Send the request as HTTP/1.1. Where a proxy makes the request, set it there: in nginx, proxy_http_version 1.1."
            )
        case .handshakeHostMissing:
            RuleExplanation(
                "the client", "Several sites live at one address; Host says which of them is meant.",
                "Send Host with the name of the URI, and with the port unless it is the usual one.")
        case .handshakeUpgradeMissing:
            RuleExplanation(
                "the client",
                "Upgrade: websocket is what makes the request one for WebSocket. Without it the server sees a plain GET.",
                "Send Upgrade: websocket. If the client does, a proxy on the way removes it: let it pass Upgrade on.")
        case .handshakeConnectionMissing:
            RuleExplanation(
                "the client",
                "Connection: Upgrade says that Upgrade is meant for this connection; without it a server ignores Upgrade.",
                "Send Connection: Upgrade. If the client does, a proxy on the way changes it: let it pass Connection on."
            )
        case .handshakeKeyMissing:
            RuleExplanation(
                "the client",
                "The server's answer is computed from the key; without it the client can't know that a WebSocket server answers.",
                "Send Sec-WebSocket-Key: 16 random bytes in base64, new for each connection.")
        case .handshakeKeyInvalid:
            RuleExplanation(
                "the client", "A server refuses a key that is not the base64 of 16 bytes.",
                "Draw 16 random bytes and write them in base64: 24 characters that end with ==.")
        case .handshakeKeyReused:
            RuleExplanation(
                "the client",
                "The key is to be random for each connection. With one that comes again, an old answer from a cache would fit it.",
                "Draw a new key for each connection, from a good source of randomness.")
        case .handshakeVersionMissing:
            RuleExplanation(
                "the client", "The version says which protocol the frames will follow; the server is not to guess it.",
                "Send Sec-WebSocket-Version: 13.")
        case .handshakeVersionUnsupported:
            RuleExplanation(
                "the client",
                "13 is the version of RFC 6455, the only one in use. Others are drafts with other frames, or mistakes.",
                "Send Sec-WebSocket-Version: 13. A server that refuses it lists the versions that it knows in its answer."
            )
        case .handshakeHeaderRepeated:
            RuleExplanation(
                "the side whose header it is",
                "Programs that read such a header differ in which of two values they take, so both sides may think of different ones.",
                "Send the header once, with a value. If it is sent once, a proxy on the way adds it again.")
        case .handshakeHeaderMalformed:
            RuleExplanation(
                "the side whose header it is",
                "Programs read such a line differently, or refuse the whole message; attackers use that.",
                "Write each header as Name: value, in one line, with CR LF at its end and no space before the colon.")
        case .handshakeHeadUnfinished:
            RuleExplanation(
                "the side whose head it is",
                "An empty line ends the headers. Until it comes, the other side waits for more of them, and answers nothing.",
                "End the headers with an empty line: CR LF CR LF after the last of them.")
        case .handshakeHeadTooLarge:
            RuleExplanation(
                "the client", "Servers limit the headers, usually to 8 to 16 KiB, and refuse more with 400 or 431.",
                "Send less: cookies are the usual cause. Or raise the limit of the server, and of each proxy before it."
            )
        case .handshakeOriginMissing:
            RuleExplanation(
                "the client, though nothing is wrong",
                "Browsers always send Origin, so the client is another program, or a proxy removed it.",
                "Nothing, unless the client is a browser. A server must not take a missing Origin for a trusted one.")
        case .handshakeCleartextCredentials:
            RuleExplanation(
                "the client",
                "On ws:// everybody on the way can read the cookie, header or token, and use it.",
                "Use wss://, also inside the own network. Keep tokens out of the query in any case: URIs end up in logs."
            )
        case .handshakeFramesBefore101:
            RuleExplanation(
                "the client",
                "Until the 101 the connection is one of HTTP: a server that refuses would read the frames as the next request.",
                "Send no frame before the 101 has come; in script, wait for the open event.")
        case .handshakeProxyLine:
            RuleExplanation(
                "the proxy before the server",
                "The header carries the real client's address. A server that does not expect it answers 400 or hangs up.",
                "If the server fails on it, set both ends alike: the proxy sends the PROXY protocol, and the server reads it."
            )
        case .handshakeDraft:
            RuleExplanation(
                "the client, though nothing is wrong",
                "Drafts before RFC 6455 (2009–2011) have other handshakes and frames. No browser of today speaks them.",
                "Update the client, or the library, to one that speaks version 13.")

        // MARK: The response
        case .handshakeRefused:
            RuleExplanation(
                "the side that has to change something: the client after most of 4xx, otherwise the server",
                "Only 101 opens a WebSocket. Script is told 1006 and never the status, so the capture is the place to see it.",
                "Look up the status: ws101 explain status 403. ws101 inspect FILE --session N --why names the likely cause."
            )
        case .handshakeNoResponse:
            RuleExplanation(
                "the side that ended the connection; the capture, if it ends first",
                "Without an answer the client waits until it gives up, and reports 1006.",
                "See whether the server got the request, and what its log says. A server for TLS, or for something else, may "
                    + "listen at that port.")
        case .handshakeAcceptMissing:
            RuleExplanation(
                "the server",
                "Sec-WebSocket-Accept proves that the server understood the request; a client must fail without it.",
                "Answer with Sec-WebSocket-Accept; ws101 explain KEY computes it step by step.")
        case .handshakeAcceptMismatch:
            RuleExplanation(
                "the server",
                "A wrong value means that the answer is not one to this request, as from a cache, or that it was computed wrongly; "
                    + "a client must fail.",
                "Compute it from this request's own key: base64 of the SHA-1 of key and GUID. ws101 explain KEY shows each step."
            )
        case .handshakeResponseUpgradeMissing:
            RuleExplanation(
                "the server", "The 101 has to say to which protocol it switches; a client must fail without that.",
                "Answer with Upgrade: websocket. If the server does, a proxy on the way removes it.")
        case .handshakeResponseConnectionMissing:
            RuleExplanation(
                "the server", "Upgrade counts only where Connection names it; a client must fail without that.",
                "Answer with Connection: Upgrade. If the server does, a proxy on the way changes it.")
        case .handshakeResponseFramed:
            RuleExplanation(
                "the server",
                "A 101 has no body. A proxy that believes the header waits for one, and takes frames for it.",
                "Leave Content-Length and Transfer-Encoding out of the 101.")
        case .handshakeResponseHttpVersion:
            RuleExplanation(
                "the server", "HTTP/1.0 has no Upgrade; clients may refuse such an answer.",
                "Answer as HTTP/1.1. Where a proxy writes the answer, let it speak HTTP/1.1 to both sides.")
        case .handshakeSubprotocolUnrequested:
            RuleExplanation(
                "the server",
                "The client has not said that it speaks this subprotocol, so it could not understand the messages; it must fail.",
                "Answer with one of the subprotocols that the client listed, spelled the same, or with none.")
        case .handshakeSubprotocolUnanswered:
            RuleExplanation(
                "the server",
                "RFC 6455 lets the server stay silent, but browsers fail the connection where they offered some and got none.",
                "Answer with one of the offered subprotocols in Sec-WebSocket-Protocol, or let the client offer none.")
        case .handshakeExtensionUnrequested:
            RuleExplanation(
                "the server", "The client cannot read frames of an extension that it did not offer; it must fail.",
                "Answer only with extensions that the client offered. A proxy may have removed the offer from the request."
            )
        case .handshakeExtensionInvalid:
            RuleExplanation(
                "the server",
                "Both sides must compress alike. With a parameter that it cannot use, the client must fail the connection.",
                "Answer with parameters of RFC 7692 §7.1 only, each once, with a value that it allows.")
        case .handshakeExtensionOfferInvalid:
            RuleExplanation(
                "the client", "A server declines an offer with a wrong parameter, so the extension is not used.",
                "Offer parameters of RFC 7692 §7.1 only, each once, with a value that it allows.")

        // MARK: Frames
        case .frameStrayBytes:
            RuleExplanation(
                "the side that sent them",
                "After the 101 there are frames and nothing else. With one byte too many, each later frame is read in the wrong place.",
                "Find what writes to the socket besides the WebSocket library: a line end after the headers, an error page, "
                    + "a log line.")
        case .frameClientUnmasked:
            RuleExplanation(
                "the client",
                "Masking keeps a script from choosing the bytes on the wire, which could poison the caches of proxies.",
                "Mask every frame that the client sends: MASK 1, and a fresh random key of four bytes (RFC 6455 §5.3).")
        case .frameServerMasked:
            RuleExplanation(
                "the server",
                "Masking protects against scripts in the client; a server has none, so a client must fail for a masked frame.",
                "Mask no frame that the server sends: MASK 0, and no masking key.")
        case .frameRsvNonzero:
            RuleExplanation(
                "the side that sent it",
                "The reserved bits belong to extensions. A receiver that does not know what one means can't know what the frame is.",
                "Set RSV1 only on messages that an agreed extension compresses; leave RSV2 and RSV3 at 0.")
        case .frameRsv1OnControl:
            RuleExplanation(
                "the side that sent it", "RSV1 means compressed, and control frames are never compressed.",
                "Leave RSV1 at 0 on Ping, Pong and Close: they are never compressed.")
        case .frameRsv1OnContinuation:
            RuleExplanation(
                "the side that sent it",
                "A message is compressed as a whole; its first frame says so, and the later ones have nothing to add.",
                "Set RSV1 only on the first frame of a compressed message.")
        case .frameOpcodeReserved:
            RuleExplanation(
                "the side that sent it",
                "Opcodes 3 to 7 and 11 to 15 are kept for later. A receiver can't know what to do with them.",
                "Use only the opcodes of RFC 6455: 0, 1, 2, 8, 9 and 10. If it does, a length before this frame is wrong, and "
                    + "the header was read in the wrong place.")
        case .frameLengthNotMinimal:
            RuleExplanation(
                "the side that sent it",
                "One length has one form, so that no two programs read the same frame differently.",
                "Write a length up to 125 in the 7 bits, up to 65,535 in 16 bits, and only a larger one in 64 bits.")
        case .frameLengthMsbSet:
            RuleExplanation(
                "the side that sent it",
                "The top bit has to be 0, so that no language reads the length as a negative number.",
                "Write the size of the payload, as an unsigned number in network byte order. If it does, look at the frame "
                    + "before: with a byte too many or too few there, the next header is read in the wrong place.")
        case .frameLengthByteOrder:
            RuleExplanation(
                "the side that sent it",
                "Read high byte first, as it must be, the length is another one, and each later frame is read in the wrong place.",
                "Write the 16 or 64 bits of the length in network byte order, high byte first.")
        case .frameLengthImpossible:
            RuleExplanation(
                "the side that sent it",
                "No program sends that much in one frame. The length is wrong, or what stands there is no header.",
                "Write the size of the payload, as an unsigned number in network byte order. If it does, look at the frame "
                    + "before: with a byte too many or too few there, the next header is read in the wrong place.")
        case .frameControlFragmented:
            RuleExplanation(
                "the side that sent it",
                "Control frames may come between the fragments of a message, so they must each be whole.",
                "Send each Ping, Pong and Close in a single frame, with FIN 1.")
        case .frameControlTooLong:
            RuleExplanation(
                "the side that sent it",
                "Control frames are to pass quickly between other frames, and to fit into a small buffer.",
                "Keep the payload of Ping, Pong and Close within 125 bytes; a Close's reason has 123 of them.")
        case .frameContinuationUnexpected:
            RuleExplanation(
                "the side that sent it",
                "A continuation has no type of its own. Without a message that began, nobody knows what it is.",
                "Begin each message with a text or binary frame; opcode 0 is for its later fragments only.")
        case .frameMessageInterrupted:
            RuleExplanation(
                "the side that sent it",
                "Fragments carry no number of their message, so those of two messages could not be told apart.",
                "End a fragmented message (FIN 1) before the next one begins. Where several threads write to the connection, "
                    + "let only one of them write at a time.")
        case .frameAfterClose:
            RuleExplanation(
                "the side that sent it",
                "A Close says that nothing more comes; the peer may already have stopped reading, and the data is lost.",
                "Send the Close last. Wait until everything that was queued is sent before you close.")
        case .frameMaskingKeyZero:
            RuleExplanation(
                "the client",
                "A key of zeros leaves the payload as it is, so that a script chooses the bytes on the wire after all.",
                "Draw a random key for each frame. Some programs that are no browsers switch masking off like this, for speed."
            )
        case .frameMaskingKeyReused:
            RuleExplanation(
                "the client",
                "Who knows the next key can choose the bytes on the wire; the key has to be new and unpredictable for each frame.",
                "Draw a new random key for each frame.")

        // MARK: Messages
        case .messageInvalidUtf8:
            RuleExplanation(
                "the side that sent it",
                "A text message is UTF-8 by definition, so that each receiver reads the same characters.",
                "Encode text messages as UTF-8, or send such bytes in a binary message.")
        case .messageInflateFailed:
            RuleExplanation(
                "the side that sent it",
                "Data that can't be inflated has no content, and later messages may refer to it.",
                "Compress with raw DEFLATE (no zlib or gzip header), and remove the last four bytes, 00 00 ff ff, of each "
                    + "message (RFC 7692 §7.2.1).")
        case .messageWindowExceeded:
            RuleExplanation(
                "the side that sent it",
                "The receiver keeps only as many of the last bytes as was agreed; what lies further back is gone.",
                "Compress with no larger window than the 101 allows this side.")
        case .messageInflateLimit:
            RuleExplanation(
                "the side that sent the message, though the limit is ws101's own",
                "A few bytes can inflate to very many; ws101 stops, and the rest of the message is not judged.",
                "Limit in your own receiver what a message may grow to, too.")
        case .messageInflateContextLost:
            RuleExplanation(
                "the capture",
                "With context takeover a message refers back to earlier ones, and the capture does not have those.",
                "Capture from before the connection opens. For tests, agree on no_context_takeover.")
        case .messageExtensionUnknown:
            RuleExplanation(
                "the capture: it is a limit of ws101",
                "The extension may change the payloads, so what they hold is not judged.",
                "To see the payloads, open a connection without the extension.")
        case .messageCompressedUnsettled:
            RuleExplanation(
                "the side that sent it", "The receiver has not agreed to compression, and can't read such messages.",
                "Compress only where the 101 has Sec-WebSocket-Extensions: permessage-deflate. If it was agreed to, a proxy "
                    + "removed that header: let it pass in both directions, or in neither.")
        case .messageUnfinished:
            RuleExplanation(
                "the side that sent its beginning",
                "The receiver drops what it has: a program sees whole messages only.",
                "Send the last frame before you close. If the program did, look at how the connection ended.")

        // MARK: Close
        case .closePayloadOneByte:
            RuleExplanation(
                "the side that sent it", "A code has two bytes; one byte is none.",
                "Leave the Close's body empty, or begin it with a code of two bytes.")
        case .closeCodeReserved:
            RuleExplanation(
                "the side that sent it",
                "1005, 1006 and 1015 stand for what a program reports by itself; 1004 was never defined. A peer would be deceived.",
                "Close with 1000, or with a code of its own: 4000–4999.")
        case .closeCodeInvalid:
            RuleExplanation(
                "the side that sent it",
                "Codes below 1000, unassigned ones up to 2999, and those from 5000 on mean nothing, and receivers fail for them.",
                "Close with 1000, or with a code of its own: 4000–4999.")
        case .closeCodeUnregistered:
            RuleExplanation(
                "the side that sent it, though nothing is wrong",
                "3000–3999 are for codes that libraries have registered with IANA, so that a code means the same everywhere.",
                "Use 4000–4999 for codes of your own, or register yours.")
        case .closeReasonInvalidUtf8:
            RuleExplanation(
                "the side that sent it", "The reason is text for people and logs, and text is UTF-8 in WebSocket.",
                "Encode the reason as UTF-8, and where it is too long, cut it between characters.")
        case .closeNoReply:
            RuleExplanation(
                "the side that did not answer; the side that did not wait; the network, if the Close never arrived",
                "Only with both Closes does each side know that it has everything. Script is told that the end was not clean.",
                "Let the WebSocket library answer a Close, and do not drop the socket before the answer has come.")
        case .closeTcpOrder:
            RuleExplanation(
                "the client",
                "Who ends TCP first keeps TIME_WAIT for some minutes. The server is to do it; a client's port stays in use.",
                "Nothing, if all works. A client should wait some seconds for the server's FIN before it ends TCP itself."
            )
        case .closeTcpLate:
            RuleExplanation(
                "the server; the client, if it alone does not end its direction",
                "After both Closes the server is to end TCP at once. Until then the client's close event does not fire.",
                "Close the socket as soon as both Closes are through, and do not let a pool or a keep-alive hold it.")

        // MARK: Ends and signs of life
        case .connectionAbnormal:
            RuleExplanation(
                "the side that ended TCP first; the network, if it was reset",
                "Nobody said why. Both programs are told 1006, and what was under way may be lost.",
                "ws101 inspect FILE --session N --why names the likely causes. Let programs close with a Close.")
        case .connectionReset:
            RuleExplanation(
                "the network, unless the side that sent it is known to have dropped the connection",
                "A RST throws away what was not delivered, also in the other direction, a Close among it.",
                "See who sent it and when. A program should read to the end, and close after both Closes.")
        case .connectionResetIgnored:
            RuleExplanation(
                "the network",
                "A RST that neither side minds did not come from the two of them: something on the way forges them.",
                "Look for a firewall or filter between client and server.")
        case .pingUnanswered:
            RuleExplanation(
                "the side that did not answer; the network, if the Ping was lost; the side that pinged, if it did not read",
                "A missing Pong is how a dead peer is found. A program that is only busy looks the same, and is cut off.",
                "Do not block the thread that reads the connection. Let the timeout be longer than the longest pause.")
        case .pongUnsolicited:
            RuleExplanation(
                "the side that sent it, though nothing is wrong",
                "A Pong that no Ping asked for is allowed, as a sign of life that wants no answer.",
                "Nothing. It does not tell its sender whether the peer is still there: for that, send Pings.")
        case .peerIgnoredViolation:
            RuleExplanation(
                "the side that went on",
                "A receiver that lets violations pass lets the two sides disagree about what was said.",
                "Let it fail the connection with the code that the rule names. Its WebSocket library may be lax, or very old."
            )

        // MARK: What the capture shows of TCP, and what it lacks
        case .streamGap:
            RuleExplanation(
                "the capture", "What stood in the missing bytes is not known, and nobody is blamed for it.",
                "Capture with a larger buffer (tcpdump -B), or nearer to the program; the capturing machine was too slow."
            )
        case .streamMidstream:
            RuleExplanation(
                "the capture",
                "Without the handshake it is not known which extensions and subprotocol hold, or even who is the client.",
                "Start capturing before the program connects.")
        case .streamOneSided:
            RuleExplanation(
                "the capture", "Of a talk with one speaker, only half can be judged.",
                "Capture where both directions pass: on one of the two machines, or with both directions of a mirror port."
            )
        case .streamUnacknowledged:
            RuleExplanation(
                "the network",
                "The peer is gone, or packets of that size do not get through; its program knows nothing of it.",
                "If only large segments are lost, look for a wrong MTU on the way (tunnels, VPN). Otherwise the peer, or the "
                    + "way to it, is down: a heartbeat finds that sooner.")
        case .streamZeroWindow:
            RuleExplanation(
                "the side whose window it is",
                "Its program does not read, so its buffer is full; the other side can send nothing, not even a Ping.",
                "Read the connection without waiting for slow work, or limit what the other side sends.")
        case .streamClockBack:
            RuleExplanation(
                "the capture",
                "Times before and after the jump can't be compared, so durations across it are not to be trusted.",
                "Nothing about WebSocket. The clock of the capturing machine was set, or files were put together.")
        case .streamTruncatedPackets:
            RuleExplanation(
                "the capture", "Payload is missing, so frames can't be read to their end.",
                "Capture whole packets: tcpdump -s 0, dumpcap -s 0.")
        case .streamOverlapConflict:
            RuleExplanation(
                "the network",
                "TCP sends the same bytes again unchanged. Where two copies differ, something on the way changes them, or one is forged.",
                "Capture at both ends and compare. Look for a proxy, a filter, or an attack.")

        // MARK: TLS
        case .tlsNoKeys:
            RuleExplanation(
                "the capture", "Without its keys the connection stays closed, and nothing in it can be shown.",
                "Let the client or the server write a key log, and give it with --keylog; ws101 explain keylog tells how."
            )
        case .tlsWrongKeys:
            RuleExplanation(
                "the capture", "The key log names this connection, but its keys open no record.",
                "Give the log that was written while this was captured: ws101 explain keylog.")
        case .tlsUnsupportedCipher:
            RuleExplanation(
                "the capture: it is a limit of ws101",
                "Old and rare cipher suites, and the versions before TLS 1.0, are not opened by ws101.",
                "Use TLS 1.2 or 1.3 with a usual AES-GCM or ChaCha20-Poly1305 suite for the test.")
        case .tlsHandshakeMissing:
            RuleExplanation(
                "the capture",
                "The keys are found by the random of the ClientHello, and records are counted from the start.",
                "Start capturing before the program connects.")
        case .tlsDecryptFailed:
            RuleExplanation(
                "the capture, if bytes are missing; otherwise the network",
                "A record that does not authenticate was changed, cut, or belongs to other keys; what it carried is not known.",
                "Capture without losses, and with the keys of this very connection.")
        case .tlsAlert:
            RuleExplanation(
                "the side that sent it",
                "An alert ends a TLS connection and names what was wrong. Script is told 1006, and never the alert.",
                "Look up the alert: ws101 explain handshake_failure. ws101 inspect FILE --session N --why names the likely cause."
            )
        }
    }
}
