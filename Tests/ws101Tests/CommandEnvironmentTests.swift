import Capture
import Testing

@testable import ws101

struct CommandEnvironmentTests {
    private let user = SystemUser(
        name: "mina", uid: 4_000_000_000, gid: 4_000_000_000, home: "/home/mina", shell: "/bin/zsh")

    @Test func everyProgramFindsTheKeyLog() {
        let environment = CommandEnvironment.make(
            ["PATH": "/bin", "HOME": "/root"], keyLog: "/tmp/x/keys.txt", user: nil)
        #expect(
            environment == [
                "PATH": "/bin", "HOME": "/root", "SSLKEYLOGFILE": "/tmp/x/keys.txt",
                "NODE_OPTIONS": "--tls-keylog=/tmp/x/keys.txt",
            ])
    }

    @Test func theOptionsOfNodeStay() {
        let environment = CommandEnvironment.make(["NODE_OPTIONS": "--inspect"], keyLog: "/a b/keys.txt", user: nil)
        #expect(environment["NODE_OPTIONS"] == #"--inspect --tls-keylog="/a b/keys.txt""#)
    }

    @Test func theUserIsTheOneWhoCalledSudo() {
        let environment = CommandEnvironment.make(
            ["HOME": "/root", "USER": "root", "LOGNAME": "root", "DISPLAY": ":0"], keyLog: "/k", user: user)
        #expect(environment["HOME"] == "/home/mina")
        #expect(environment["USER"] == "mina" && environment["LOGNAME"] == "mina")
        #expect(environment["SHELL"] == "/bin/zsh" && environment["DISPLAY"] == ":0")
        #expect(environment["XDG_RUNTIME_DIR"] == nil)
    }
}
