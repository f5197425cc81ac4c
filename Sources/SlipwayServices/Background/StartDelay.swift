import SlipwayCore

/// Why a batch waits to be started without an attempt of it having failed.
enum StartDelay: Hashable, Sendable {
    case rowsLocked
    /// By a figure that is wrong, as far as one can tell.
    case ruleBroken
    case outage(String)

    /// None for what says something about the batch.
    init?(_ error: any Error) {
        switch error as? SlipwayError {
        case .rowsLocked?, .contended?: self = .rowsLocked
        case .ruleBroken?: self = .ruleBroken
        case let error? where error.isOutage: self = .outage(error.message)
        default: return nil
        }
    }

    /// How long it waits at least.
    var pause: Duration {
        switch self {
        case .rowsLocked, .outage: .seconds(5)
        case .ruleBroken: .seconds(60)
        }
    }

    var text: String {
        switch self {
        case .rowsLocked: "another transaction holds rows that it needs"
        case .ruleBroken: "a kept figure may be wrong: slipway audit lists it, and with --repair mends it"
        case .outage(let message): message
        }
    }
}
