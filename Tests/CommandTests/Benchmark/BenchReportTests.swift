import Foundation
import Testing

@testable import slipway_benchmark

/// What the bench says of what it found.
@Suite struct BenchReportTests {
    @Test func `the table has a line for each figure, with its reference, its ratio and its bound`() {
        #expect(
            report(status: 15.9).table == [
                "what    ours     reference        ratio  bound  holds?",
                "status  15.9 ms  4 ms, C program  3.98   ≤ 4    yes",
                "acks    0.7      -                -      ≥ 0.5  yes",
            ])
    }

    @Test func `where no figure has a reference, the table has no columns of references`() {
        var report = BenchReport()
        report.add([BenchFigure("acks", 0.7, "", bound: .atLeast(0.5))])
        #expect(
            report.table == [
                "what  ours  bound  holds?",
                "acks  0.7   ≥ 0.5  yes",
            ])
    }

    @Test func `where every bound holds, the exit status is 0`() {
        #expect(report(status: 16).exitStatus == 0)
    }

    @Test func `a bound that is broken is named, and the exit status is 1`() {
        let report = report(status: 16.1)
        #expect(report.exitStatus == 1)
        #expect(report.table[1].hasSuffix("≤ 4    BROKEN"))
        #expect(report.table[2].hasSuffix("≥ 0.5  yes"))
    }

    @Test func `what reaches only a part of its reference breaks the other kind of bound`() {
        var report = BenchReport()
        report.add([
            BenchFigure("acks", 49, "a second", beside: .init(name: "library", value: 100), bound: .atLeast(0.5))
        ])
        #expect(report.exitStatus == 1)
    }

    @Test func `what could not be measured holds to no bound`() {
        var report = BenchReport()
        report.add([BenchFigure("keys", .nan, "ms", bound: .atMost(1))])
        #expect(report.exitStatus == 1)
    }

    @Test func `what was left out is named with its reason, and breaks nothing`() async {
        var report = report(status: 1)
        await RunCommand.carryOut(Impossible(outcome: .leftOut), in: .nowhere, &report)
        #expect(report.table.last == "left out: impossible (needs another machine)")
        #expect(report.exitStatus == 0)
    }

    @Test func `a measurement that fails takes no other with it, and the exit status is 1`() async {
        var report = BenchReport()
        await RunCommand.carryOut(Impossible(outcome: .failed), in: .nowhere, &report)
        report.add([BenchFigure("json", 1, "ms", bound: .atMost(2))])
        #expect(report.table.count == 3)
        #expect(report.table.last == "failed: impossible (it broke)")
        #expect(report.exitStatus == 1)
    }

    @Test func `as JSON, a figure without a reference has none, and nothing is missing`() throws {
        var report = report(status: 16.1)
        report.leaveOut("checks", because: "nginx not installed")
        let found = try JSONDecoder().decode(Decoded.self, from: Data(report.json.utf8))
        #expect(found.figures.map(\.what) == ["status", "acks"])
        #expect(found.figures.map(\.holds) == [false, true])
        #expect(found.figures.map(\.ratio) == [4.025, nil])
        #expect(found.figures.map(\.reference) == [4, nil])
        #expect(found.leftOut == ["checks": "nginx not installed"])
        #expect(found.exitStatus == 1)
    }

    /// - Parameter status: beside 4 ms.
    private func report(status: Double) -> BenchReport {
        var report = BenchReport()
        report.add([
            BenchFigure("status", status, "ms", beside: .init(name: "C program", value: 4), bound: .atMost(4)),
            BenchFigure("acks", 0.7, "", bound: .atLeast(0.5)),
        ])
        return report
    }

    private struct Decoded: Decodable {
        struct Figure: Decodable {
            let what: String
            let reference: Double?
            let ratio: Double?
            let holds: Bool
        }

        struct Missing: Decodable {
            let name: String
            let reason: String
        }

        let figures: [Figure]
        let leftOut: [String: String]
        let exitStatus: Int32

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            figures = try container.decode([Figure].self, forKey: .figures)
            exitStatus = try container.decode(Int32.self, forKey: .exitStatus)
            let missing = try container.decode([Missing].self, forKey: .leftOut)
            leftOut = Dictionary(missing.map { ($0.name, $0.reason) }) { first, _ in first }
        }

        private enum CodingKeys: String, CodingKey {
            case figures
            case leftOut = "left_out"
            case exitStatus = "exit_status"
        }
    }
}

private struct Impossible: BenchMeasurement {
    enum Outcome { case leftOut, failed }

    let name = "impossible"
    let abstract = "nothing"
    let tools: [BenchTool] = []
    let outcome: Outcome

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        switch outcome {
        case .leftOut: throw LeftOut(reason: "needs another machine")
        case .failed: throw SystemFault(saying: "it broke")
        }
    }
}

extension BenchWorld {
    fileprivate static let nowhere = BenchWorld(folder: URL(filePath: "/"), slipway: "/", devices: 0)
}
