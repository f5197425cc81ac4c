import SlipwayCore
import SlipwayServices
import TerminalUI

/// How long each phase takes and what the batch is made of: beside the summary, where there is room.
enum BatchDetail {
    static func lines(_ view: BatchLiveView, context: ViewContext) -> [StyledText] {
        phases(view.live) + attributes(view.live)
    }

    private static func phases(_ live: BatchLive) -> [StyledText] {
        let header = SafeText("PHASE").padded(to: 14) + "devices   p50   p95"
        return [StyledText(header, .title)]
            + UpdateSessionState.inFlight.map { state in
                let durations = live.phases[state] ?? PhaseDurations()
                return StyledText(
                    SafeText(state.rawValue).padded(to: 14)
                        + CountText.exact(durations.total).padded(to: 7, alignment: .trailing)
                        + SpanText.bucket(durations.percentile(0.5)).padded(to: 6, alignment: .trailing)
                        + SpanText.bucket(durations.percentile(0.95)).padded(to: 6, alignment: .trailing))
            }
    }

    private static func attributes(_ live: BatchLive) -> [StyledText] {
        BatchAttribute.allCases.flatMap { attribute -> [StyledText] in
            let rows = live.attributes.filter { $0.attribute == attribute }
            guard !rows.isEmpty else { return [] }
            let shown = rows.prefix(5).map { row in
                StyledText(
                    DeviceColumns.known(row.value).padded(to: 20)
                        + CountText.exact(row.count).padded(to: 9, alignment: .trailing)
                        + PercentText.of(row.count, live.batch.counters.total).padded(to: 6, alignment: .trailing))
            }
            let more = rows.count > 5 ? [StyledText("and \(rows.count - 5) more", .dim)] : []
            return [.empty, StyledText(title(attribute), .title)] + shown + more
        }
    }

    private static func title(_ attribute: BatchAttribute) -> SafeText {
        switch attribute {
        case .hardwareVersion: "HARDWARE"
        case .fromVersion: "FROM VERSION"
        case .organization: "ORGANIZATION"
        }
    }
}
