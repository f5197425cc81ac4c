import Foundation
import SlipwayCore
import TestSupport
import Testing

/// Requests that nobody has thought of, from a seed, against worlds that are made anew again and again.
///
/// `SLIPWAY_FUZZ_REQUESTS` says how many, `SLIPWAY_FUZZ_SEED` which ones, and `SLIPWAY_FUZZ_TABLE` names a file for the
/// counts by route and status.
@Suite struct RequestFuzzTests {
    private static let requestsInWorld = 100

    @Test(.timeLimit(.minutes(60)))
    func `no request breaks the service, and none that is refused writes anything`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["SLIPWAY_FUZZ_REQUESTS"].flatMap { Int($0) } ?? 4_000
        let seed = environment["SLIPWAY_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        var record = FuzzRecord()
        for number in 0..<UInt64(max(1, count / Self.requestsInWorld)) {
            try await withTemporaryFolder { folder in
                try await withFuzzedWorld(folder: folder.path) { world in
                    try await Self.play(in: world, seed: seed << 32 + number, &record)
                }
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                if !left.isEmpty { record.add(finding: "world \(number): uploads left behind: \(left)") }
            }
        }
        #expect(record.findings == [])
        #expect(record.sound * 2 >= record.total, "\(record.sound) of \(record.total)")
        if let path = environment["SLIPWAY_FUZZ_TABLE"] {
            try record.table.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    private static func play(in world: FuzzedWorld, seed: UInt64, _ record: inout FuzzRecord) async throws {
        var generator = RequestGenerator(world, seed: seed)
        var digest = try await DatabaseDigest(of: world.repository)
        for number in 0..<requestsInWorld {
            if generator.chance(0.03) {
                try await world.work()
                digest = try await DatabaseDigest(of: world.repository)
            }
            let request = generator.next()
            let answer = try await world.api.send(
                request.method, request.path, token: request.token, bytes: request.bytes, headers: request.headers)
            var changes: Set<String> = []
            if try await DatabaseDigest.writes(in: world.repository) != digest.writes {
                let latest = try await DatabaseDigest(of: world.repository)
                changes = latest.changes(since: digest)
                digest = latest
            }
            record.count(request, answer)
            for fault in AnswerJudgement(request, answer, changes: changes).faults {
                let name = "seed \(seed), request \(number), \(answer.status) \(answer.code ?? "")"
                record.add(finding: "\(name): \(fault): \(request.description): \(answer.text.prefix(300))")
            }
            if answer.status < 300 { generator.learn(from: answer, to: request) }
        }
        for difference in try await CounterRecount.differences(in: world.repository) {
            record.add(finding: "seed \(seed): \(difference)")
        }
    }
}
