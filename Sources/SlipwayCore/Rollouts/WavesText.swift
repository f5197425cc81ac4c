/// The waves of a rollout as people write them: on the command line, and in a form.
///
/// It holds what was typed, so that a fault can be corrected where it stands.
package struct WavesText: Hashable, Sendable, Codable {
    /// Each of them, as faults name it.
    package enum Field: String, CaseIterable, Sendable {
        case canary, waves
        case maximumBad = "max_bad"
        case maximumBadShare = "max_bad_share"
        case verified, soak
    }

    /// The first wave, as ``WaveSize`` reads it.
    package var canary = "canary"
    /// The waves after it with commas between them, each counted from the first device.
    package var waves = "20%, 50%, 100%"
    /// From how many bad devices on a wave stops: a number for each wave, of which the last stands for all that follow.
    /// Empty for the standard gate of each wave's size.
    package var maximumBad = ""
    /// And from which share of the judged devices on, such as `2%`.
    package var maximumBadShare = ""
    /// Which share of a wave has to report the release, such as `90%`.
    package var verified = "90%"
    /// How long it then has to stay well, such as `30m`, `2h` or `1d`.
    package var soak = "30m"
    /// Whether the next wave begins by itself.
    package var isAutomatic = true

    package init() {}

    /// What of a plan such a text can say: gates of several shares, or of some waves alone, are left out of it.
    package init(of plan: RolloutPlan) {
        canary = plan.waves.first?.size.description ?? ""
        waves = plan.waves.dropFirst().map(\.size.description).joined(separator: ", ")
        verified = ShareText.text(of: plan.advance.verifiedShare)
        soak = Self.text(of: plan.advance.soak)
        isAutomatic = plan.advance.isAutomatic
        let gates = plan.waves.compactMap(\.gate)
        guard let first = gates.first, gates.count == plan.waves.count,
            gates.allSatisfy({ $0.maximumBadShare == first.maximumBadShare })
        else { return }
        var limits = gates.map(\.maximumBad)
        while limits.count > 1, limits[limits.count - 2] == limits[limits.count - 1] { limits.removeLast() }
        maximumBad = limits.map(\.description).joined(separator: ", ")
        maximumBadShare = ShareText.text(of: first.maximumBadShare)
    }

    /// - Throws: REQUEST_001 with every field that cannot be read.
    package func plans() throws(SlipwayError) -> (waves: [WavePlan], advance: AdvanceRule) {
        let reading = WavesReading(of: self)
        guard reading.faults.isEmpty else { throw .invalidRequest(reading.faults) }
        return (reading.plan.waves, reading.plan.advance)
    }

    /// Everything that contradicts itself in it, in the order of the fields and by their names.
    ///
    /// - Parameters:
    ///   - lossLimit: how long a device that completed has for a word; see ``LossRule``.
    ///   - devices: how many there are; none where that is not known.
    package func faults(lossLimit: Duration, devices: Int?) -> [FieldFault] {
        let reading = WavesReading(of: self)
        let unread = Set(reading.faults.map(\.field))
        let ofPlan = reading.plan.faults(lossLimit: lossLimit)
        let ofFleet = ofPlan.isEmpty ? devices.map { reading.plan.faults(of: $0) } ?? [] : []
        let found =
            reading.faults
            + (ofPlan + ofFleet).map { named($0, lossLimit: lossLimit) }.filter { !unread.contains($0.field) }
        return Field.allCases.flatMap { field in found.filter { $0.field == field.rawValue } }
    }

    /// A fault of a plan where it stands in this text.
    private func named(_ fault: FieldFault, lossLimit: Duration) -> FieldFault {
        let parts = fault.field.split(separator: ".")
        func at(_ field: Field, _ text: String) -> FieldFault { FieldFault(field: field.rawValue, fault: text) }
        switch parts.last {
        case "size" where parts.dropFirst().first == "1": return at(.canary, fault.fault)
        case "size": return at(.waves, "wave \(parts.dropFirst().first ?? "") \(fault.fault)")
        case "max_bad": return at(.maximumBad, fault.fault)
        case "max_bad_share": return at(.maximumBadShare, "must be from 0.01% to 100%")
        case "verified_share": return at(.verified, "must be from 1% to 100%")
        case "soak_seconds":
            let (least, most) = (Self.text(of: lossLimit), Self.text(of: AdvanceRule.longestSoak))
            return at(.soak, "must be from \(least), before which no device counts as lost, to \(most)")
        default: return at(.waves, "there must be from 1 to \(RolloutPlan.maximumWaves) of them with the canary")
        }
    }

    /// As ``soak`` is written.
    package static func text(of duration: Duration) -> String {
        FilterValue.age(duration.components.seconds * 1_000).text
    }
}

/// What such a text says, as far as it can be read; what cannot leaves its default.
private struct WavesReading {
    private(set) var plan = RolloutPlan(filter: nil)
    private(set) var faults: [FieldFault] = []

    init(of text: WavesText) {
        let sizes = [canary(of: text)] + later(of: text)
        let gates = gates(of: text, count: sizes.count)
        plan.waves = sizes.indices.map { WavePlan(size: sizes[$0], gate: gates?[$0]) }
        plan.advance.isAutomatic = text.isAutomatic
        if let share = share(text.verified, .verified) { plan.advance.verifiedShare = share }
        if let milliseconds = FilterValue.age(text.soak) {
            plan.advance.soak = .milliseconds(milliseconds)
        } else {
            add(.soak, "takes a number and s, m, h or d, as in 30m")
        }
    }

    private mutating func canary(of text: WavesText) -> WaveSize {
        if let size = WaveSize(text.canary) { return size }
        add(.canary, Self.fault(ofSize: text.canary))
        return .canary
    }

    private mutating func later(of text: WavesText) -> [WaveSize] {
        let parts = Self.parts(text.waves)
        let unread = parts.filter { WaveSize($0) == nil }
        if let first = unread.first {
            add(.waves, Self.fault(ofSize: first))
            return [.share(1)]
        }
        return parts.compactMap { WaveSize($0) }
    }

    /// One for each wave; none where each has the standard one.
    private mutating func gates(of text: WavesText, count: Int) -> [GateRequest]? {
        let (bad, share) = (text.maximumBad, text.maximumBadShare)
        if bad.isEmpty, share.isEmpty { return nil }
        if bad.isEmpty { add(.maximumBad, "is missing: a gate has both of its limits, or none") }
        if share.isEmpty { add(.maximumBadShare, "is missing: a gate has both of its limits, or none") }
        let limits = Self.parts(bad).map { Int($0) }
        if limits.contains(nil) {
            add(.maximumBad, "takes numbers, as in 3, 5")
        } else if limits.count > count {
            add(.maximumBad, "has \(limits.count) numbers for \(count) waves")
        }
        let maximumShare = self.share(share, .maximumBadShare)
        guard faults.isEmpty, let maximumShare, let last = limits.last ?? nil else { return nil }
        return (0..<count).map { index in
            let limit = (limits.indices.contains(index) ? limits[index] : nil) ?? last
            return GateRequest(maximumBad: limit, maximumBadShare: maximumShare)
        }
    }

    private mutating func share(_ text: String, _ field: WavesText.Field) -> Double? {
        if let share = ShareText(text)?.share { return share }
        if !text.isEmpty || field == .verified { add(field, "takes a share, as in 2%") }
        return nil
    }

    private mutating func add(_ field: WavesText.Field, _ fault: String) {
        faults.append(FieldFault(field: field.rawValue, fault: fault))
    }

    private static func fault(ofSize text: String) -> String {
        "takes canary, a number, or a share such as 20%" + (text.isEmpty ? "" : "; not \(text)")
    }

    private static func parts(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: text.allSatisfy(\.isWhitespace))
            .map { $0.filter { !$0.isWhitespace } }
    }
}

/// A share of something as people write it: `2.5%`, or `0.025`.
package struct ShareText: Hashable, Sendable {
    package let share: Double

    /// None where it is neither; nothing is said of its bounds.
    package init?(_ text: String) {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite else { return nil }
        share = isPercent ? number / 100 : number
    }

    /// As it is read, and as `2%` where that is the same.
    package static func text(of share: Double) -> String {
        let percent = GateRule.percent(share)
        return ShareText(percent)?.share == share ? percent : "\(share)"
    }
}
