import HTTPTypes
import SlipwayCore

/// `{"error": "message", "code": "ORG_001"}`, with `details` where faults have places, and the new `plan` where it is
/// not the expected one.
struct ErrorAnswer: Encodable {
    let error: String
    let code: String
    let details: [Detail]?
    let plan: PlanDocument?

    enum Detail: Encodable {
        case fault(FieldFault)
        case skipped(SkippedDevice)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .fault(let fault): try fault.encode(to: encoder)
            case .skipped(let device): try device.encode(to: encoder)
            }
        }
    }

    init(_ refusal: HTTPRefusal) {
        error = refusal.message
        code = refusal.code
        details = nil
        plan = nil
    }

    init(_ error: SlipwayError) {
        code = error.code
        // What a driver says may hold paths and statements; it stands in the log.
        self.error = error.databaseFailure != nil ? "the database is away" : error.message
        details = Self.details(of: error)
        if case .planDrifted(let plan) = error { self.plan = PlanDocument(plan) } else { plan = nil }
    }

    private static func details(of error: SlipwayError) -> [Detail]? {
        if case .invalidRequest(let faults) = error { return faults.map { .fault($0) } }
        if case .notReversible(let faults) = error { return faults.map { .fault($0) } }
        if case .telemetryTypeMissing(let faults) = error { return faults.map { .fault($0) } }
        if case .firmwareInvalid(let fault) = error, !fault.faults.isEmpty { return fault.faults.map { .fault($0) } }
        if case .noValidDevices(let skipped) = error { return skipped.map { .skipped($0) } }
        return nil
    }
}

extension SlipwayError {
    /// After how many seconds to ask again.
    var retryAfter: Int? {
        if case .held = self { return 30 }
        return databaseFailure == nil ? nil : 5
    }
}
