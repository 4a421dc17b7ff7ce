import Foundation

/// Certificates that OpenSSL 3.0 has made.
enum RecordedCertificates {
    /// An authority with a key on secp384r1, made by `openssl req -x509 -newkey ec`.
    static let authority = bytes(
        """
        MIICDzCCAZagAwIBAgIUNb/PaUE/bwqyyJRpw24aecDyqDwwCgYIKoZIzj0EAwIwPzELMAkGA1UEBhMCREUxGTAXBgNVBAoMEEV4
        YW1wbGUgJiBTw7ZobmUxFTATBgNVBAMMDEV4YW1wbGUgUm9vdDAeFw0yNjExMjEyMDE3MzRaFw0zNjExMTgyMDE3MzRaMD8xCzAJ
        BgNVBAYTAkRFMRkwFwYDVQQKDBBFeGFtcGxlICYgU8O2aG5lMRUwEwYDVQQDDAxFeGFtcGxlIFJvb3QwdjAQBgcqhkjOPQIBBgUr
        gQQAIgNiAARiWRtD+GSxrwpi8gjWMYVH8JAaQx4msw2mLLbU0verVzIKA3BgpJNSQSaEQkUMWytefOF51VkN/hM/nO/r/YUtHVGw
        QWPUTg4h9SwQI3fCoLUAmKow+K20LAg+C74gRP2jUzBRMB0GA1UdDgQWBBTI+QPFS2Y4VE9EKqaJU0dJ+7eiITAfBgNVHSMEGDAW
        gBTI+QPFS2Y4VE9EKqaJU0dJ+7eiITAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA2cAMGQCMCu4e6gqgHEbx2K3VBOLQqKp
        7QXzv7X98NtGJ7CU7oQnsRqYuRd5IzsUy9ygdZtkIgIwY5e8FOfPdOgYnMK2XeEQ4ChFg7BQY+6l3f/iWcEI4zt78Pu3gyCVZjy1
        8BSCG+Xm
        """)
    /// A certificate for several names with an Ed25519 key.
    static let edwards = bytes(
        """
        MIIBkjCCAUSgAwIBAgIUaZCI65i+hu9+8b4ZXQ91OrGk6ewwBQYDK2VwMBYxFDASBgNVBAMMC29sZC5leGFtcGxlMB4XDTI2MTEy
        MTIwMTczNFoXDTI2MTEyMjIwMTczNFowFjEUMBIGA1UEAwwLb2xkLmV4YW1wbGUwKjAFBgMrZXADIQAeAShCG/UD2+l7cHsMRU3B
        2Eo/5W8fHxRuXaw1v7Nm3qOBozCBoDAdBgNVHQ4EFgQUAERMOOTmD0Wsub+4gLbr4nlh724wHwYDVR0jBBgwFoAUAERMOOTmD0Ws
        ub+4gLbr4nlh724wDwYDVR0TAQH/BAUwAwEB/zBNBgNVHREERjBEgg0qLm9sZC5leGFtcGxlhxAgAQ24AAAAAAAAAAAAAAABgQ1h
        QG9sZC5leGFtcGxlhhJ3c3M6Ly9vbGQuZXhhbXBsZS8wBQYDK2VwA0EAuUO7ZHunSCL2ipeW/kXWeMpexVrKRiKs/NO2u8qiwqrF
        +owhd7VivhgsIdhTNx6UoRiZylCkDeUqv/JYfSc3Cg==
        """)
    /// An RSA-PSS key of 1024 bits, valid for more than a hundred years.
    static let pss = bytes(
        """
        MIICYDCCAZWgAwIBAgIULDP3qPPXDh/Kqzgv17yJIP3aPDIwQQYJKoZIhvcNAQEKMDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqG
        SIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgFeMA4xDDAKBgNVBAMMA3BzczAgFw0yNjExMjEyMDE3MzRaGA8yMTM2MDUyODIwMTcz
        NFowDjEMMAoGA1UEAwwDcHNzMIGdMAsGCSqGSIb3DQEBCgOBjQAwgYkCgYEA5AsWzbC8nDGAR6Bwrdcg2aVLt4z0E+xqdvVjlWDK
        WO0Xz+5RetF5Wdr0UqIwndnE3yQPpNAtu8ZsAH1Up7fzx2dg446xl5wSMOFuUd5x6PwRKZDcrs8OUwhZEwgA37QHjuekStnit0ds
        q/yXmri1ZWZ1jSKG+4xK/x5HE6SvdqUCAwEAAaNTMFEwHQYDVR0OBBYEFOzVexQX+qokb3jFabfg99HpDbWBMB8GA1UdIwQYMBaA
        FOzVexQX+qokb3jFabfg99HpDbWBMA8GA1UdEwEB/wQFMAMBAf8wQQYJKoZIhvcNAQEKMDSgDzANBglghkgBZQMEAgEFAKEcMBoG
        CSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgFeA4GBABdxzFVIVmrJtha+hiwh6fPjnyrKD0NZYOrOlrtZGA4lr1+cyMWiilvq
        a6QaTeZsrYZx9wScxTqI3/jcUovvk1VmuE9MvDMSwcqcw2geMz7b/qZpxfFoi2btOYgp5y6JQbzhlt2DfLh/mZ9zT5T1iCpUuaqu
        lFisZjICjGHniRgg
        """)
    /// A DSA key, no subject.
    static let dsa = bytes(
        """
        MIICtzCCAmSgAwIBAgIUM1m/DC55HnBqm6kEzoCiI12JmmEwCwYJYIZIAWUDBAMCMAAwHhcNMjYxMTIxMjAxNzM1WhcNMjYxMjAx
        MjAxNzM1WjAAMIIBvzCCATQGByqGSM44BAEwggEnAoGBANFSt77jApv8MRhjWEqav7ivjhEG84g0Zb2jpRaXVXoIZ8T4bWB8+DJg
        bzxvfw51a8J4a0qKlBBbBQHfkJMQe6RAXb0QLq9yblj2t2FLH8jJgG7amh4Sqbzd1xkKmr2GJL4PUK7dKb7vyHpziQ6ZYmHWYb2Z
        wRVWCszhRVXfcgRJAh0A5SEVGdLerKj2GqDU2ObPgCa8E1VQ6/v08ivAlwKBgQDK+AD4JMK4wQNle368nEV38L/OGhzY/F79tJoY
        xsuwN+Qnp9giICx5TsyFjLIO8H0ZjkWpzcpYj6zI5ZcSbQbkcsILGn6v+qgAUUCJDSUDky14JHs/juhCOZlLQ0agDFtoGeleWyTf
        U3+l+s2m9g5NURWf+iEW1s+Uv70yZpjBIwOBhAACgYBhDo3RLbkftaABQjWYAtllfTT3Ps4zwmOUXTXQw5ZYgMy+txWA5BoyPCRX
        rAFnqa/63nbHsMxQffIfnaUb39QuQaxByZ01NM5I5V4O0fTQXbc/VPs2SeN85fQLpIglIlffnuYtu+X/U2CX0jaCD+ixf17agq+A
        coqdG6d1j3hZ06NTMFEwHQYDVR0OBBYEFB7Ru9a3DYqriYnvfcARLNGfeAA9MB8GA1UdIwQYMBaAFB7Ru9a3DYqriYnvfcARLNGf
        eAA9MA8GA1UdEwEB/wQFMAMBAf8wCwYJYIZIAWUDBAMCA0AAMD0CHQC9bctmvJ9XkIU5oNRxvJmrm2zElfHN6DnEyTquAhx1O/Ky
        3VNGchYbbhJR765tvfsvOuBotr79BptB
        """)

    private static func bytes(_ text: String) -> [UInt8] {
        Data(base64Encoded: text, options: .ignoreUnknownCharacters).map { [UInt8]($0) } ?? []
    }
}
