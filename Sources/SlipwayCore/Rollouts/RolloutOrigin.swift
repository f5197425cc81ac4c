/// The rollout that another one follows from.
package enum RolloutOrigin: Hashable, Sendable {
    /// It brings devices back that took the release of that one.
    case rollback(of: Rollout.ID)
    /// It tries devices again for which that one went wrong.
    case retry(of: Rollout.ID)

    /// The rollout that is brought back; none where none is.
    package var rolledBack: Rollout.ID? {
        switch self {
        case .rollback(let rollout): rollout
        case .retry: nil
        }
    }

    package var retried: Rollout.ID? {
        switch self {
        case .rollback: nil
        case .retry(let rollout): rollout
        }
    }
}

/// Which devices of a rollout's journal take part in another one.
package enum JournalSource: Hashable, Sendable {
    /// Those that took the release of the rollout, still run it, and came to it from the release of this one.
    case taken(from: Rollout.ID)
    case group(RetryGroup, of: Rollout.ID)

    package var rollout: Rollout.ID {
        switch self {
        case .taken(let rollout), .group(_, let rollout): rollout
        }
    }
}

/// How the journal of a rollout is looked through for those that another one brings back.
package enum JournalWalk: Int, Hashable, Sendable {
    /// Others may join afterwards, which are on their way to the release at the moment.
    case first = 0
    /// The same, and not for the first time.
    case again = 1
    /// When it began, no device was on its way any more.
    case last = 2

    /// For so long nothing is looked for after a walk while a device is on its way.
    package static let pause: Duration = .seconds(30)
}

/// Devices of a rollout with one cause.
package struct RetryGroup: Hashable, Sendable {
    package enum Cause: String, CaseIterable, Hashable, Sendable {
        case failed
        case fellBack = "fell_back"
        case lost
    }

    package var cause: Cause
    /// As ``ReasonKey`` masks it; of devices that failed, where no code is given.
    package var reasonKey: String?
    package var reasonCode: ReasonCode?

    package init(_ cause: Cause, reasonKey: String? = nil, reasonCode: ReasonCode? = nil) {
        self.cause = cause
        self.reasonKey = reasonKey
        self.reasonCode = reasonCode
    }

    /// Every fault of form, in the order of the fields.
    package var faults: [FieldFault] {
        var faults: [FieldFault] = []
        switch cause {
        case .failed:
            if (reasonKey == nil) == (reasonCode == nil) {
                let fault = "of failed devices one of reason_key and reason_code is given"
                faults.append(FieldFault(field: "reason_key", fault: fault))
            }
        case .fellBack, .lost:
            let given = [reasonKey.flatMap { $0.isEmpty ? nil : "reason_key" }, reasonCode.map { _ in "reason_code" }]
            for field in given.compactMap({ $0 }) {
                faults.append(FieldFault(field: field, fault: "is given of failed devices alone"))
            }
        }
        return faults
    }

    /// Such as `failed: no space`.
    package var text: String {
        let detail = reasonCode?.rawValue ?? reasonKey ?? ""
        return detail.isEmpty ? cause.rawValue : "\(cause.rawValue): \(detail)"
    }
}

extension JournalSource: Codable {
    private enum CodingKeys: String, CodingKey {
        case rollbackOf = "rollback_of"
        case retryOf = "retry_of"
        case cause
        case reasonKey = "reason_key"
        case reasonCode = "reason_code"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let rollout = try container.decodeIfPresent(Int64.self, forKey: .rollbackOf) {
            self = .taken(from: Rollout.ID(rollout))
            return
        }
        let name = try container.decode(String.self, forKey: .cause)
        guard let cause = RetryGroup.Cause(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .cause, in: container, debugDescription: "is not a cause: \(name)")
        }
        let group = RetryGroup(
            cause, reasonKey: try container.decodeIfPresent(String.self, forKey: .reasonKey),
            reasonCode: try container.decodeIfPresent(ReasonCode.self, forKey: .reasonCode))
        self = .group(group, of: Rollout.ID(try container.decode(Int64.self, forKey: .retryOf)))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .taken(let rollout): try container.encode(rollout.rawValue, forKey: .rollbackOf)
        case .group(let group, let rollout):
            try container.encode(rollout.rawValue, forKey: .retryOf)
            try container.encode(group.cause.rawValue, forKey: .cause)
            try container.encodeIfPresent(group.reasonKey, forKey: .reasonKey)
            try container.encodeIfPresent(group.reasonCode, forKey: .reasonCode)
        }
    }
}
