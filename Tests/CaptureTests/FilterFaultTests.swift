import Testing

@testable import Capture

@Suite struct FilterFaultTests {
    @Test(arguments: [
        ("tcp or (udp", "this parenthesis is never closed", 8), ("a) or (b", "this parenthesis was never opened", 2),
        ("tcp port 99999", "illegal port number 99999 > 65535", 10), ("tcp prot 80", "syntax error", nil),
        ("tcp port nosuchport", "unknown port 'nosuchport'", 10),
        ("(tcp and (udp)", "this parenthesis is never closed", 1),
        ("port a-b and port a-b", "unknown port 'a-b'", nil),
    ])
    func saysWhereAnExpressionGoesWrong(expression: String, problem: String, column: Int?) {
        let message = problem.hasPrefix("this") || problem == "syntax error" ? "can't parse: syntax error" : problem
        let fault = FilterFault(expression, message)
        #expect(fault.problem == problem)
        #expect(fault.column == column)
    }
}
