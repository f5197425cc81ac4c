import SlipwayCore
import Testing

@Suite struct RolloutWaveTests {
    private static let id = WaveID(rollout: .init(1), number: 2)

    @Test func `every event in every state does what the table says`() {
        let table: [WaveState: [WaveEvent: WaveState]] = [
            .planned: [.opened: .opening, .grown: .planned],
            .opening: [.formed: .open, .grown: .opening],
            .open: [.verified: .soaking, .advanced: .passed, .grown: .opening],
            .soaking: [
                .regressed: .open, .soaked(isAutomatic: true): .passed, .soaked(isAutomatic: false): .awaiting,
                .advanced: .passed, .grown: .opening,
            ],
            .awaiting: [.regressed: .open, .advanced: .passed, .grown: .opening],
            .passed: [.grown: .opening],
            .skipped: [.grown: .planned],
        ]
        let events: [WaveEvent] = [
            .opened, .formed, .verified, .regressed, .soaked(isAutomatic: true), .soaked(isAutomatic: false),
            .advanced, .grown,
        ]
        for state in WaveState.allCases {
            for event in events {
                let found = Result { () throws(SlipwayError) in try state.after(event, of: Self.id) }
                if let expected = table[state]?[event] {
                    #expect(found == .success(expected), "\(event) while \(state)")
                } else {
                    #expect(throws: SlipwayError.self, "\(event) while \(state)") { try found.get() }
                }
            }
        }
    }

    @Test func `a refused event says which wave is in which state`() {
        let error = #expect(throws: SlipwayError.self) { try WaveState.passed.after(.advanced, of: Self.id) }
        #expect(error?.code == "ROLLOUT_002")
        #expect(error?.message == "wave 2 is passed, and cannot be advanced")
    }

    @Test func `a wave soaks once enough of its devices have reported the release`() {
        #expect(event(in: .open, verified: 89, of: 100) == nil)
        #expect(event(in: .open, verified: 90, of: 100) == .verified)
    }

    @Test func `devices that were left out are not waited for`() {
        #expect(event(in: .open, verified: 80, of: 100, leftOut: 11) == nil)
        #expect(event(in: .open, verified: 81, of: 100, leftOut: 10) == .verified)
    }

    @Test func `a wave of which nothing is heard never passes`() {
        #expect(event(in: .open, verified: 0, of: 0) == nil)
        #expect(event(in: .open, verified: 0, of: 10, leftOut: 10) == nil)
    }

    @Test func `a wave passes when it has soaked, by itself or by a person`() {
        #expect(event(in: .soaking, verified: 90, of: 100, soakedFor: .seconds(1_799)) == nil)
        #expect(
            event(in: .soaking, verified: 90, of: 100, soakedFor: .seconds(1_800)) == .soaked(isAutomatic: true))
        #expect(
            event(in: .soaking, verified: 90, of: 100, soakedFor: .seconds(1_800), isAutomatic: false)
                == .soaked(isAutomatic: false))
    }

    @Test(arguments: [WaveState.soaking, .awaiting])
    func `a wave that loses its share begins again`(state: WaveState) {
        #expect(event(in: state, verified: 89, of: 100, soakedFor: .seconds(3_600)) == .regressed)
    }

    @Test func `a time in which the service was away, or the rollout paused, does not count`() {
        let now = Timestamp(milliseconds: 10_000_000)
        let since = now - .seconds(1_799)
        #expect(
            event(in: .soaking, verified: 90, of: 100, soakedFor: .seconds(3_600), since: [since, nil]) == nil)
        #expect(
            event(in: .soaking, verified: 90, of: 100, soakedFor: .seconds(3_600), since: [nil, since]) == nil)
        #expect(
            event(
                in: .soaking, verified: 90, of: 100, soakedFor: .seconds(3_600), since: [since - .seconds(1), nil])
                == .soaked(isAutomatic: true))
    }

    private func event(
        in state: WaveState, verified: Int, of total: Int, leftOut: Int = 0, soakedFor soak: Duration = .zero,
        isAutomatic: Bool = true, since: [Timestamp?] = []
    ) -> WaveEvent? {
        let now = Timestamp(milliseconds: 10_000_000)
        var counters = BatchCounters()
        counters.total = total
        counters.leftOut = leftOut
        counters.failed = leftOut
        counters.verified = verified
        var rule = AdvanceRule()
        rule.isAutomatic = isAutomatic
        let wave = RolloutWave(id: Self.id, state: state, sizeTo: total, formed: total, soakFrom: now - soak)
        return wave.event(by: counters, under: rule, since: since, now: now)
    }
}
