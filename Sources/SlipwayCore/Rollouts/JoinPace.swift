/// How many devices of a rollout may begin in a minute: always as many, or more the more are verified.
///
/// The rate follows from the number of verified devices alone, so that it can be computed again at any time: no step of it
/// is lost or taken twice.
package struct JoinPace: Hashable, Sendable {
    package static let perMinuteLimits = 1...1_000_000
    package static let factorLimits = 1.1...10
    package static let verifiedLimits = 1...1_000_000

    /// From the beginning.
    package var perMinute: Int
    /// None where it always stays so.
    package var growth: Growth?

    package struct Growth: Hashable, Sendable {
        /// With every so many verified devices that is multiplied.
        package var factor: Double
        package var verified: Int
        /// Devices in a minute, which are never exceeded.
        package var limit: Int

        package init(factor: Double, verified: Int, limit: Int) {
            self.factor = factor
            self.verified = verified
            self.limit = limit
        }
    }

    package init(perMinute: Int, growth: Growth? = nil) {
        self.perMinute = perMinute
        self.growth = growth
    }

    /// How many may begin in a minute once so many devices are verified; rounded down.
    package func rate(verified: Int) -> Int {
        guard let growth, growth.factor > 1, growth.verified > 0 else { return perMinute }
        let limit = Double(min(growth.limit, Self.perMinuteLimits.upperBound))
        var rate = Double(perMinute)
        var steps = max(0, verified) / growth.verified
        while steps > 0, rate < limit {
            rate *= growth.factor
            steps -= 1
        }
        // 100 x 1.15 is a little less than 115 in binary.
        return Int((min(rate, limit) * (1 + 1e-12)).rounded(.down))
    }

    /// The most that may ever begin in a minute.
    package var limit: Int { growth?.limit ?? perMinute }

    /// After how many whole minutes the last of so many devices can begin at the earliest, where each of them is verified
    /// at once.
    ///
    /// - Parameter begun: devices that have begun before, and are verified.
    package func minutes(toBegin count: Int, after begun: Int) -> Int {
        var (left, verified, minutes) = (count, begun, 0)
        while true {
            let rate = max(1, rate(verified: verified))
            guard left > rate else { return minutes }
            // Between two steps of its growth it stays as it is.
            let next = growth.map { $0.verified - verified % $0.verified } ?? left
            let same = max(1, min((left - 1) / rate, (next - 1) / rate))
            left -= same * rate
            verified += same * rate
            minutes += same
        }
    }

    /// Everything that contradicts itself, in the order of the fields.
    package var faults: [FieldFault] {
        var faults: [FieldFault] = []
        func check<Value: Comparable>(_ field: String, _ value: Value, _ limits: ClosedRange<Value>) {
            guard !limits.contains(value) else { return }
            faults.append(
                FieldFault(field: field, fault: "must be from \(limits.lowerBound) to \(limits.upperBound)"))
        }
        check("pace.per_minute", perMinute, Self.perMinuteLimits)
        guard let growth else { return faults }
        check("pace.factor", growth.factor, Self.factorLimits)
        check("pace.verified", growth.verified, Self.verifiedLimits)
        check("pace.limit", growth.limit, Self.perMinuteLimits)
        if faults.isEmpty, growth.limit <= perMinute {
            faults.append(FieldFault(field: "pace.limit", fault: "must be above per_minute, from which it grows"))
        }
        return faults
    }
}

extension JoinPace: CustomStringConvertible {
    /// Reads `100` and `50 x2 every 500 verified up to 1000`; none for anything else.
    package init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let first = words.first, let perMinute = Int(first) else { return nil }
        if words.count == 1 {
            self.init(perMinute: perMinute)
            return
        }
        let plain = words.filter { $0 != "verified" }
        guard plain.count == 7, plain[1].hasPrefix("x"), let factor = Double(plain[1].dropFirst()), factor.isFinite,
            plain[2] == "every", let verified = Int(plain[3]), plain[4] == "up", plain[5] == "to",
            let limit = Int(plain[6])
        else { return nil }
        self.init(perMinute: perMinute, growth: Growth(factor: factor, verified: verified, limit: limit))
    }

    /// As ``init(_:)`` reads it.
    package var description: String {
        guard let growth else { return "\(perMinute)" }
        return "\(perMinute) \(growth)"
    }

    /// Such as `50 a minute, x2 every 500 verified up to 1000`.
    package var text: String { "\(perMinute) a minute" + (growth.map { ", \($0)" } ?? "") }
}

extension JoinPace.Growth: CustomStringConvertible {
    /// Such as `x2 every 500 verified up to 1000`.
    package var description: String {
        let whole = Int(exactly: factor).map { "\($0)" }
        return "x\(whole ?? "\(factor)") every \(verified) verified up to \(limit)"
    }
}

extension JoinPace: Codable {
    private enum CodingKeys: String, CodingKey {
        case factor, verified, limit
        case perMinute = "per_minute"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(perMinute: try container.decode(Int.self, forKey: .perMinute))
        guard let factor = try container.decodeIfPresent(Double.self, forKey: .factor) else { return }
        growth = Growth(
            factor: factor, verified: try container.decode(Int.self, forKey: .verified),
            limit: try container.decode(Int.self, forKey: .limit))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(perMinute, forKey: .perMinute)
        try container.encodeIfPresent(growth?.factor, forKey: .factor)
        try container.encodeIfPresent(growth?.verified, forKey: .verified)
        try container.encodeIfPresent(growth?.limit, forKey: .limit)
    }
}
