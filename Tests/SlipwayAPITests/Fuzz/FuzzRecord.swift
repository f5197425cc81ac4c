import Foundation
import SlipwayAPI

/// What came of all requests.
struct FuzzRecord: Sendable {
    private(set) var total = 0
    /// With a token that opened the route.
    private(set) var authorized = 0
    /// Of them, those with well-formed JSON in their body.
    private(set) var sound = 0
    /// Everything that must not happen.
    private(set) var findings: [String] = []
    private var counts: [String: [Int: Int]] = [:]

    mutating func count(_ request: FuzzedRequest, _ answer: SeenAnswer) {
        total += 1
        if request.token != nil, ![401, 403, 405].contains(answer.status), answer.code != "REQUEST_002" {
            authorized += 1
            if request.body == .wellFormedJSON { sound += 1 }
        }
        counts[request.route.name, default: [:]][answer.status, default: 0] += 1
    }

    mutating func add(finding: String) { if findings.count < 40 { findings.append(finding) } }

    /// A line a route: how often which status was seen.
    var table: String {
        let rows = counts.sorted { $0.key < $1.key }.map { route, byStatus in
            route.padding(toLength: max(58, route.count), withPad: " ", startingAt: 0)
                + byStatus.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
        }
        let all = counts.values.reduce(into: [Int: Int]()) { sums, counts in sums.merge(counts, uniquingKeysWith: +) }
        let sums = all.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
        return """
            requests \(total), with a token that opened the route \(authorized), \
            of them with well-formed JSON in the body \(sound)
            all: \(sums)
            findings: \(findings.count)

            \(rows.joined(separator: "\n"))

            """
    }
}
