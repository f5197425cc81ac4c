import SlipwayCore
import SlipwayServices
import TerminalUI

/// One batch as one line, for `slipway batches watch`.
package enum WatchLine {
    package static func text(_ view: BatchLiveView) -> SafeText {
        let batch = view.live.batch
        let counters = batch.counters
        let status = StatusLabel(view.live)
        var counts: [(SafeText, Int)] = [("pending", counters.pending)]
        counts += counters.openSessions.map { (SessionStatus.of($0.state).text, $0.count) }
        counts += [("succeeded", counters.succeeded), ("failed", counters.failed), ("silent", counters.silent)]
        counts += [("left out", counters.leftOut), ("lost", counters.lost)].filter { $0.1 > 0 }
        counts.append(("bad", counters.bad))
        var parts = [
            SafeText(view.at.clockTime), status.text, PercentText.of(counters.finished, counters.total),
        ]
        parts += counts.map { $0 + " " + SafeText("\($1)") }
        if !batch.status.isFinal {
            parts.append(RateText.perMinute(view.rate, createdAt: batch.createdAt, at: view.at))
            parts.append("ETA " + RateText.eta(view.rate, status: batch.status, counters: counters))
            let times = [
                ScheduleText.next(view.live.rollout, at: view.at), ScheduleText.end(view.live.rollout, at: view.at),
            ]
            parts += times.compactMap { $0 }
            if view.workWaiting, !view.workerAlive { parts.append("no worker") }
        }
        return parts.dropFirst().reduce(parts[0]) { $0 + "  " + $1 }
    }
}
