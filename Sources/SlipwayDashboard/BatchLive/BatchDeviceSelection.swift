import SlipwayCore
import TerminalUI

/// Which devices of a batch are listed.
enum BatchDeviceSelection: Hashable, Sendable {
    case all
    case silent
    case cause(ReasonSummary.Cause)

    var filter: Filter {
        switch self {
        case .all: .none
        case .silent, .cause(.silentSinceFlash): Self.filter("silent", .flag(true))
        case .cause(.failed(let key)): Self.filter("reason", .text(key))
        case .cause(.fellBack): Self.filter("fellback", .flag(true))
        case .cause(.lost): Self.filter("lost", .flag(true))
        }
    }

    /// Behind the title of the list.
    var text: SafeText {
        switch self {
        case .all: ""
        case .silent, .cause(.silentSinceFlash): "silent"
        case .cause(let cause): ReasonText.text(cause)
        }
    }

    /// How many they are, by the counters.
    func total(in live: BatchLive) -> Int {
        switch self {
        case .all: live.batch.counters.total
        case .silent, .cause(.silentSinceFlash): live.batch.counters.silent
        case .cause(let cause): live.reasons.first { $0.cause == cause }?.count ?? 0
        }
    }

    private static func filter(_ name: String, _ value: FilterValue) -> Filter {
        Filter(
            BatchDeviceFields.all.filter { $0.name == name }
                .map { FilterTerm(.isIn($0, [value], isNegated: false)) })
    }
}
