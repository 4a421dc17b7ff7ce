// swift-tools-version: 6.2
import PackageDescription

// One folder under Sources/ is one target; a target imports only what stands above it in this list.
let settings: [SwiftSetting] = [
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"].map {
    Target.Dependency.product(name: $0, package: "swift-nio")
}
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies + ["TestKit"], resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "ws101",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "ws101", targets: ["ws101"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"]), .brew(["libpcap"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
        .systemLibrary(name: "CCmark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
        // Debian's libedit-dev; part of macOS.
        .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),
        // Debian's libncurses-dev; part of macOS.
        .systemLibrary(name: "CCurses", providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]),
        // What Swift can't call of Linux; empty elsewhere.
        .target(name: "CLinux"),
        library("Wire", []),
        library("Processes", ["Wire", "CLinux"]),
        library("Capture", ["Wire", "Processes", "CLinux", "CPcap", "CZlib", "CZstd", "CLZ4", "CLZMA"]),
        .target(
            name: "Terminal", dependencies: ["Wire", "CCurses"], swiftSettings: settings,
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]),
        library("Packets", ["Wire"]),
        library("Streams", ["Wire"]),
        library("TLS", ["Wire", crypto, cryptoExtras, certificates, asn1]),
        library("HTTP", ["Wire", crypto]),
        library("WebSocket", ["Wire", "CZlib"]),
        library("Dissection", ["Wire", "Capture", "Packets", "Streams", "TLS", "HTTP", "WebSocket", crypto]),
        library("Diagram", ["Wire", "Packets", "TLS", "HTTP", "WebSocket", "Dissection"]),
        library("Report", ["Wire", "Capture", "TLS", "HTTP", "WebSocket", "Dissection", "Diagram"]),
        library("Query", ["Wire", "Capture", "Packets", "TLS", "HTTP", "WebSocket", "Dissection", "Report"]),
        library("Simulation", ["Wire", "Capture", "HTTP", "WebSocket", "Dissection"]),
        library(
            "Course",
            ["Wire", "HTTP", "WebSocket", "Dissection", "Diagram", "Report", "Query", "Simulation", "CCmark", yams]),
        .target(
            name: "Playground",
            dependencies: ["Wire", "HTTP", "WebSocket", "Dissection", nioSSL, crypto, certificates, asn1]
                + nio,
            resources: [.copy("Page")], swiftSettings: settings),
        .executableTarget(
            name: "ws101",
            dependencies: [
                "Wire", "Capture", "Packets", "TLS", "HTTP", "WebSocket", "Dissection", "Diagram", "Report", "Query",
                "Course", "Playground", "Processes", "Terminal", "Samples", "Lessons", "CEdit", arguments,
            ],
            swiftSettings: settings),
        // Content, carried by the binary as resources.
        .target(
            name: "Lessons", path: "Lessons", exclude: ["README.md"],
            resources: [
                .copy("01-life"), .copy("02-handshake"), .copy("03-refused"), .copy("04-agreement"), .copy("05-states"),
                .copy("06-ping"), .copy("07-closing"), .copy("08-codes"), .copy("09-abnormal"), .copy("10-streams"),
                .copy("11-frame"), .copy("12-lengths"), .copy("13-masking"), .copy("14-opcodes"), .copy("15-fragments"),
                .copy("16-compression"), .copy("17-wss"), .copy("18-http2"), .copy("19-proxies"),
                .copy("20-heartbeats"),
                .copy("21-reconnecting"), .copy("22-access"), .copy("23-pressure"), .copy("24-savings"),
                .copy("25-support"), .copy("26-alone"), .copy("part-1-capture"), .copy("part-2-capture"),
                .copy("practice"), .copy("live"), .copy("glossary.md"),
            ], swiftSettings: settings),
        .target(
            name: "Samples", path: "samples", exclude: ["record", "README.md"],
            resources: [.copy("sessions"), .copy("second")],
            swiftSettings: settings),
        // What the fuzzers run; Tests/FuzzTests runs it, too, on everything that they have found.
        .target(
            name: "Harnesses",
            dependencies: [
                "Wire", "Capture", "Packets", "Streams", "TLS", "HTTP", "WebSocket", "Dissection", "Diagram", "Report",
                "CZlib",
            ],
            path: "Tests/Fuzz/Harnesses", swiftSettings: settings),
        .target(
            name: "TestKit",
            dependencies: [
                "Wire", "Capture", "Packets", "WebSocket", "Dissection", "Simulation", "CZlib", "CZstd", "CLZ4",
                "CLZMA",
            ],
            path: "Tests/TestKit",
            swiftSettings: settings),
        tests("Wire", ["Wire"]),
        tests("Processes", ["Wire", "Processes"]),
        tests("Capture", ["Wire", "Capture"], resources: [.copy("Compressed")]),
        tests("Terminal", ["Terminal"]),
        tests("Packets", ["Wire", "Packets"]),
        tests("Streams", ["Wire", "Streams"]),
        tests("TLS", ["Wire", "TLS", crypto], resources: [.copy("Vectors")]),
        tests("HTTP", ["Wire", "HTTP"]),
        tests("WebSocket", ["Wire", "WebSocket", "CZlib"]),
        tests(
            "Dissection",
            ["Wire", "Capture", "Packets", "TLS", "HTTP", "WebSocket", "Dissection", "Samples", crypto],
            resources: [.copy("Autobahn"), .copy("Ends"), .copy("Paths"), .copy("TLS"), .copy("Tunnels")]),
        tests("Diagram", ["Wire", "Packets", "TLS", "HTTP", "WebSocket", "Dissection", "Diagram"]),
        tests("Report", ["Wire", "Capture", "TLS", "HTTP", "WebSocket", "Dissection", "Diagram", "Report"]),
        tests("Simulation", ["Wire", "Capture", "WebSocket", "Dissection", "Query", "Simulation"]),
        tests(
            "Query", ["Wire", "Capture", "WebSocket", "Dissection", "Report", "Query", "Samples"]),
        tests(
            "Course",
            ["Wire", "Capture", "Dissection", "Diagram", "Query", "Simulation", "Course", "Samples", "Lessons"],
            resources: [.copy("exercise-ids.txt")]),
        tests(
            "Playground",
            ["Wire", "HTTP", "WebSocket", "Dissection", "Playground", certificates, nioSSL] + nio),
        tests("Fuzz", ["Harnesses"]),
        tests(
            "ws101",
            [
                "ws101", "Wire", "Processes", "Capture", "TLS", "HTTP", "WebSocket", "Dissection", "Diagram", "Report",
                "Query", "Course", "Playground", "Terminal", "Samples", "Lessons", arguments,
            ]),
    ]
)

// The fuzzers' program, which `make fuzz` asks for: libFuzzer and the address sanitizer watch our own targets only.
if Context.environment["WS101_FUZZ"] != nil {
    let sanitizers = ["-sanitize=fuzzer,address"]
    package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
    package.targets.removeAll { $0.type == .test || $0.name == "ws101" }
    for target in package.targets where target.type == .regular {
        target.swiftSettings?.append(.unsafeFlags(sanitizers))
    }
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["Harnesses"], path: "Tests/Fuzz/Runner", swiftSettings: settings,
            linkerSettings: [
                // The gold linker gives up on the sanitizers' sections.
                .unsafeFlags(sanitizers), .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux])),
            ]))
}

// What `make bench` measures decrypting against: records opened with swift-crypto and nothing else.
if Context.environment["WS101_BENCH"] != nil {
    package.products.append(.executable(name: "opening", targets: ["opening"]))
    package.targets.append(
        .executableTarget(
            name: "opening", dependencies: ["Wire", "TLS", crypto], path: "Tests/Benchmark/Opening",
            swiftSettings: settings))
}
