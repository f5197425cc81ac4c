import HTTPTypes
import SlipwayCore

/// `{"error": "message", "code": "ORG_001"}`, with `details` where faults have places.
struct ErrorAnswer: Encodable {
    let error: String
    let code: String
    let details: [Detail]?

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
    }

    init(_ error: SlipwayError) {
        code = error.code
        // What a driver says may hold paths and statements; it stands in the log.
        self.error = error.isOutage ? "the database is away" : error.message
        details = Self.details(of: error)
    }

    private static func details(of error: SlipwayError) -> [Detail]? {
        if case .invalidRequest(let faults) = error { return faults.map { .fault($0) } }
        if case .telemetryTypeMissing(let faults) = error { return faults.map { .fault($0) } }
        if case .noValidDevices(let skipped) = error { return skipped.map { .skipped($0) } }
        return nil
    }
}

extension SlipwayError {
    var isOutage: Bool { httpStatus(subject: .nothing) == .serviceUnavailable }

    /// After how many seconds to ask again.
    var retryAfter: Int? {
        if case .held = self { return 30 }
        return isOutage ? 5 : nil
    }
}
