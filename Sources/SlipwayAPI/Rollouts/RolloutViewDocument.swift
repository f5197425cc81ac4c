import SlipwayCore
import SlipwayServices

/// A rollout as the API gives it by its id: with its plan, its waves and who was left out.
package struct RolloutViewDocument: Encodable {
    private let view: RolloutView

    package init(_ view: RolloutView) { self.view = view }

    package func encode(to encoder: any Encoder) throws {
        try RolloutDocument(view.rollout).encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(view.firmwareVersion, forKey: .firmwareVersion)
        try container.encode(view.plan, forKey: .plan)
        try container.encode(view.changes, forKey: .changes)
        try container.encode(view.waves.map { WaveDocument($0) }, forKey: .waves)
        try container.encode(view.reasons.map { ReasonDocument($0) }, forKey: .reasons)
        try container.encode(LeftOutDocument.all(of: view.exclusions), forKey: .leftOut)
    }

    private enum CodingKeys: String, CodingKey {
        case plan, changes, waves, reasons
        case firmwareVersion = "firmware_version"
        case leftOut = "left_out"
    }

    static let sample = RolloutViewDocument(
        RolloutView(
            at: .sample, rollout: .sample, firmwareVersion: "4.12.0",
            plan: RolloutPlan(
                filter: "hardware=C",
                waves: [
                    WavePlan(
                        size: .share(1),
                        gate: GateRequest(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 500))
                ]),
            changes: [RolloutChange(field: "max_in_flight", from: "100", to: "1000")],
            waves: [
                WaveView(
                    wave: RolloutWave(
                        id: WaveID(rollout: .init(1), number: 1), state: .passed, sizeTo: 1_250, formed: 1_250,
                        openedAt: .sample, soakFrom: .sample, pass: WavePass(at: .sample, by: "ada", reason: "")),
                    gate: WaveGate(
                        wave: WaveID(rollout: .init(1), number: 1),
                        rule: GateRule(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 500),
                        trippedAt: .sample),
                    counters: BatchCounters())
            ], exclusions: [.alreadyOnVersion: 1],
            reasons: [
                ReasonSummary(
                    cause: .failed("no space"), count: 20, firstAt: .sample, lastAt: .sample,
                    commonFactor: CommonFactor(
                        attribute: .hardwareVersion, value: "C", shareOfReason: 1, shareOfBatch: 0.1))
            ], mark: ChangeMark(""), workerAlive: true, isDue: false))
}

/// One wave, with its gate and its figures.
package struct WaveDocument: Encodable {
    private let wave: WaveView

    init(_ wave: WaveView) { self.wave = wave }

    package func encode(to encoder: any Encoder) throws {
        try wave.counters.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        let row = wave.wave
        try container.encode(row.id.number, forKey: .number)
        try container.encode(row.state.rawValue, forKey: .status)
        try container.encode(wave.isStalled, forKey: .isStalled)
        try container.encode(row.sizeTo, forKey: .sizeTo)
        try container.encode(row.formed, forKey: .formed)
        try container.encode(wave.counters.bad, forKey: .bad)
        try container.encode(wave.counters.judged, forKey: .judged)
        try container.encode(row.openedAt, forKey: .openedAt)
        try container.encode(row.soakFrom, forKey: .soakFrom)
        try container.encode(row.pass?.at, forKey: .passedAt)
        try container.encode(row.pass?.by, forKey: .passedBy)
        try container.encode(row.pass?.reason, forKey: .passReason)
        try container.encode(wave.gate, forKey: .gate)
    }

    private enum CodingKeys: String, CodingKey {
        case number, status, formed, bad, judged, gate
        case isStalled = "is_stalled"
        case sizeTo = "size_to"
        case openedAt = "opened_at"
        case soakFrom = "soak_from"
        case passedAt = "passed_at"
        case passedBy = "passed_by"
        case passReason = "pass_reason"
    }
}

/// How many devices were left out for one reason.
package struct LeftOutDocument: Encodable {
    package let reasonCode: ReasonCode
    package let count: Int

    /// The most frequent first.
    static func all(of exclusions: [ReasonCode: Int]) -> [LeftOutDocument] {
        exclusions.map { LeftOutDocument(reasonCode: $0, count: $1) }
            .sorted { ($1.count, $0.reasonCode.rawValue) < ($0.count, $1.reasonCode.rawValue) }
    }
}
