import Yams

extension YamlError {
    /// Counted from 1; 0 where it has none.
    package var line: Int {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: 0
        }
    }

    /// What is wrong there, without what stands there.
    package var reason: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        default: "unreadable"
        }
    }
}
