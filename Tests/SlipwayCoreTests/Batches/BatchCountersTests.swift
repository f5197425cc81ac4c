import Foundation
import SlipwayCore
import Testing

@Suite struct BatchCountersTests {
    @Test func `columns and JSON names of the figures are what they always were`() throws {
        let names = [
            "n_total", "n_pending", "n_initiated", "n_succeeded", "n_failed", "n_left_out", "n_acknowledged",
            "n_downloading", "n_flashed", "n_verified", "n_fell_back", "n_lost", "n_silent", "n_silent_flashed",
        ]
        #expect(BatchCounters.Figure.allCases.map(\.column) == names)
        let expected = Dictionary(uniqueKeysWithValues: zip(names, 1...))
        let encoder = JSONEncoder()
        #expect(try JSONDecoder().decode([String: Int].self, from: encoder.encode(Self.numbered)) == expected)
        encoder.keyEncodingStrategy = .convertToSnakeCase
        #expect(try JSONDecoder().decode([String: Int].self, from: encoder.encode(Self.numbered)) == expected)
    }

    @Test func `no two figures share a value`() {
        #expect(Self.numbered.total == 1)
        #expect(Self.numbered.silentFlashed == BatchCounters.Figure.allCases.count)
        let values = BatchCounters.Figure.allCases.map { Self.numbered[$0] }
        #expect(values == Array(1...values.count))
    }

    @Test func `a state is in flight exactly where a figure counts its sessions`() {
        for state in UpdateSessionState.allCases {
            #expect(state.isInFlight == (state.figure != nil), "\(state)")
            if let figure = state.figure { #expect(figure.counted == .sessions(state)) }
        }
    }

    @Test func `the figures of several batches are added one by one`() {
        let sum = BatchCounters(sumOf: [Self.numbered, Self.numbered, BatchCounters()])
        for figure in BatchCounters.Figure.allCases { #expect(sum[figure] == 2 * Self.numbered[figure]) }
    }

    @Test func `what is bad speaks against the release, and what was left out does not`() {
        var counters = BatchCounters()
        counters.succeeded = 60
        counters.failed = 30
        counters.leftOut = 25
        counters.fellBack = 3
        counters.lost = 2
        counters.silent = 9
        counters.silentFlashed = 4
        #expect(counters.failedByRelease == 5)
        #expect(counters.bad == 5 + 3 + 2 + 4)
        #expect(counters.judged == 60 + 5 + 4)
        #expect(counters.retriable == 30 + 3 + 2)
    }

    @Test func `an open session is waiting or in one of the figures, and flashed ones cannot be cancelled`() {
        var counters = BatchCounters()
        counters.initiated = 20
        counters.acknowledged = 3
        counters.downloading = 4
        counters.flashed = 5
        #expect(counters.openSessions.map(\.state) == [.initiated, .acknowledged, .downloading, .flashed])
        #expect(counters.openSessions.map(\.count) == [8, 3, 4, 5])
        #expect(counters.inFlight == 12)
        #expect(counters.irrevocable == 5)
    }

    /// Each figure with a number of its own, from 1 on.
    private static let numbered = BatchCounters.Figure.allCases.enumerated()
        .reduce(into: BatchCounters()) { $0[$1.element] = $1.offset + 1 }
}
