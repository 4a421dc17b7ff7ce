/// Lines for the configuration of common proxies.
enum ProxyAdvice {
    /// How a proxy is made to pass the upgrade on.
    static let forwardUpgrade = [
        Diagnosis.Remedy(
            .proxy, "nginx, in the location of this path:",
            lines: [
                "proxy_http_version 1.1;", "proxy_set_header Upgrade $http_upgrade;",
                "proxy_set_header Connection \"upgrade\";",
            ]),
        Diagnosis.Remedy(
            .proxy, "Apache 2.4.47 or newer:", lines: ["ProxyPass \"/\" \"http://backend:8080/\" upgrade=websocket"]),
        Diagnosis.Remedy(.proxy, "HAProxy passes Upgrade on by itself."),
    ]

    /// How a proxy is made to keep silent connections.
    static let tunnelTimeouts = [
        Diagnosis.Remedy(
            .proxy, "Raise its timeouts for silent connections: in nginx",
            lines: ["proxy_read_timeout 3600s;", "proxy_send_timeout 3600s;"]),
        Diagnosis.Remedy(.proxy, "in HAProxy", lines: ["timeout tunnel 1h"]),
    ]
}
