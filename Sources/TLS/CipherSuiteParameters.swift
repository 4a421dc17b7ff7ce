// The registered names follow one grammar: TLS_<key exchange>_WITH_<cipher>[_<hash>], in TLS 1.3 TLS_<cipher>_<hash>.
// Reading them keeps the table of suites down to the one that IANA publishes.

extension CipherSuite.Parameters {
    init?(name: String) {
        guard name.hasPrefix("TLS_"), !name.hasSuffix("_SCSV") else { return nil }
        let words = name.dropFirst(4).split(separator: "_")
        let exchange: ArraySlice<Substring>
        var cipher: ArraySlice<Substring>
        if let with = words.firstIndex(of: "WITH") {
            exchange = words[..<with]
            cipher = words[(with + 1)...]
            keyExchange = CipherSuite.KeyExchange(words: exchange)
        } else {
            cipher = words[...]
            keyExchange = .tls13
        }
        let named = cipher.last.flatMap { CipherSuite.HashAlgorithm(word: $0) }
        if named != nil { cipher.removeLast() }
        self.cipher = CipherSuite.Cipher(words: cipher)
        switch self.cipher {
        case .aesCBC, .null: mac = named
        // What a cipher without authentication of its own has for a MAC does not matter where it is not opened.
        case .other, .aesGCM, .aesCCM, .chaCha20Poly1305: mac = nil
        }
        hash = named == .sha384 ? .sha384 : .sha256
    }
}

extension CipherSuite.KeyExchange {
    init(words: ArraySlice<Substring>) {
        self =
            switch words {
            case ["RSA"]: .rsa
            case ["DHE", "RSA"], ["DHE", "DSS"]: .dhe
            case ["ECDHE", "RSA"], ["ECDHE", "ECDSA"]: .ecdhe
            case ["PSK"]: .psk
            // IANA has both orders of words.
            case ["DHE", "PSK"], ["PSK", "DHE"]: .dhePSK
            case ["ECDHE", "PSK"]: .ecdhePSK
            case ["RSA", "PSK"]: .rsaPSK
            default: .other(words.joined(separator: "_"))
            }
    }
}

extension CipherSuite.Cipher {
    init(words: ArraySlice<Substring>) {
        self =
            switch words {
            case ["NULL"]: .null
            case ["CHACHA20", "POLY1305"]: .chaCha20Poly1305
            case ["AES", "128", "GCM"]: .aesGCM(keyLength: 16)
            case ["AES", "256", "GCM"]: .aesGCM(keyLength: 32)
            case ["AES", "128", "CBC"]: .aesCBC(keyLength: 16)
            case ["AES", "256", "CBC"]: .aesCBC(keyLength: 32)
            case ["AES", "128", "CCM"]: .aesCCM(keyLength: 16, tagLength: 16)
            case ["AES", "256", "CCM"]: .aesCCM(keyLength: 32, tagLength: 16)
            case ["AES", "128", "CCM", "8"]: .aesCCM(keyLength: 16, tagLength: 8)
            case ["AES", "256", "CCM", "8"]: .aesCCM(keyLength: 32, tagLength: 8)
            default: .other(words.joined(separator: "_"))
            }
    }

    /// The number of bytes of a key; 0 for ciphers that are not opened here.
    var keyLength: Int {
        switch self {
        case .aesGCM(let length), .aesCBC(let length), .aesCCM(let length, _): length
        case .chaCha20Poly1305: 32
        case .null, .other: 0
        }
    }
}

extension CipherSuite.HashAlgorithm {
    init?(word: Substring) {
        switch word {
        case "MD5": self = .md5
        case "SHA": self = .sha1
        case "SHA256": self = .sha256
        case "SHA384": self = .sha384
        default: return nil
        }
    }
}
