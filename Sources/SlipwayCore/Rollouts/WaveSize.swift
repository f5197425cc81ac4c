/// Up to which of a rollout's devices a wave goes, counted from the first of them.
package enum WaveSize: Hashable, Sendable {
    /// 1 % of the devices, but at least 50 of them, and never more than 20 %.
    case canary
    case count(Int)
    /// Of all devices, over 0 and up to 1.
    case share(Double)

    /// From 1 to `total`; a share is rounded up.
    package func devices(of total: Int) -> Int {
        func part(_ share: Double) -> Int { Int((share * Double(total)).rounded(.up)) }
        let count =
            switch self {
            case .canary: min(max(50, part(0.01)), Int(0.2 * Double(total)))
            case .count(let count): count
            case .share(let share): part(share)
            }
        return min(max(count, 1), total)
    }

    /// The fault of this size by itself; none where it has none.
    var fault: String? {
        switch self {
        case .canary: nil
        case .count(let count): count >= 1 ? nil : "must be at least 1 device"
        case .share(let share): share > 0 && share <= 1 ? nil : "must be over 0 % and at most 100 %"
        }
    }

    /// Whether it is less than another, where that can be said without knowing how many devices there are.
    func isSmaller(than other: WaveSize) -> Bool {
        switch (self, other) {
        case (.count(let size), .count(let other)): size < other
        case (.share(let size), .share(let other)): size < other
        case (.canary, .canary), (.canary, .count), (.canary, .share), (.count, .canary), (.share, .canary),
            (.count, .share), (.share, .count):
            false
        }
    }
}

extension WaveSize: LosslessStringConvertible {
    /// Reads `canary`, `1250` or `2.5%`.
    package init?(_ text: String) {
        if text == "canary" {
            self = .canary
        } else if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent.isFinite {
            self = .share(percent / 100)
        } else if let count = Int(text) {
            self = .count(count)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .canary: "canary"
        case .count(let count): "\(count)"
        case .share(let share):
            // 0.07 * 100 is not 7: a ten-thousandth of a percent is as fine as a million devices need.
            Self.percent((share * 1_000_000).rounded() / 10_000)
        }
    }
}

extension WaveSize {
    private static func percent(_ percent: Double) -> String {
        percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }
}

extension WaveSize: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let size = WaveSize(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no size of a wave: \(text)")
        }
        self = size
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
