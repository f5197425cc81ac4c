import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is wrong, in words.
enum ConditionText {
    static func look(_ condition: Condition) -> StateLook {
        switch condition.kind {
        case .noServer, .noWorker, .halted, .gateTripped, .failing, .countersDiffer: .failed
        case .windowSilent, .silent, .clockApart, .processLost, .approvalWaiting: .stuck
        }
    }

    /// What it is about.
    static func name(_ condition: Condition) -> SafeText {
        switch condition {
        case .noServer: return "the servers"
        case .noWorker, .processLost: return "a worker"
        case .countersDiffer: return "the figures"
        case .clockApart: return "the clock"
        case .halted(let halt):
            switch halt.reach {
            case .everything: return "everything"
            case .organization(_, let name): return SafeText(name, limit: 200)
            }
        case .gateTripped(let row), .failing(let row), .windowSilent(let row), .silent(let row),
            .approvalWaiting(let row):
            return SafeText(row.summary.rollout.name, limit: 200)
        }
    }

    /// What is wrong, and what to do about it where no rollout's own screen says so.
    static func text(_ condition: Condition, at now: Timestamp) -> SafeText {
        switch condition {
        case .noServer(let since, let waiting):
            "no server answers devices for " + SpanText.coarse(now - since) + ": "
                + CountText.of(waiting, "device waits", "devices wait") + "; slipway serve starts one"
        case .noWorker(let since):
            "work waits for " + SpanText.coarse(now - since) + ", and no process does it: slipway serve starts one"
        case .halted(let halt): self.halt(halt, at: now)
        case .gateTripped(let row), .failing(let row): failing(row.summary, at: now)
        case .windowSilent(let row): windowSilent(row, at: now)
        case .silent(let row): silent(row.summary, at: now)
        case .countersDiffer(let first, let count):
            CountText.of(count, "figure differs", "figures differ") + " from the rows: "
                + SafeText(first.text, limit: 200)
        case .clockApart(let trouble): ClockText.words(trouble)
        case .processLost(let latest, let count): processLost(latest, count, at: now)
        case .approvalWaiting(let row): awaiting(row.summary.rollout, at: now)
        }
    }

    /// `every update is halted since 14:03Z by ada: bad signatures; a releases it`.
    static func halt(_ halt: StandingHalt, at now: Timestamp? = nil) -> SafeText {
        let (what, key): (SafeText, SafeText) =
            switch halt.reach {
            case .everything: ("every update is halted", "a here releases it")
            case .organization: ("its updates are halted", "a on :organizations releases it")
            }
        guard let note = halt.note else { return what + "; " + key }
        let span: SafeText = now.map { " for " + SpanText.coarse($0 - note.at) } ?? (" since " + utc(note.at))
        return what + span + " by " + SafeText(note.by, limit: 60) + ": " + SafeText(note.reason, limit: 200) + "; "
            + key
    }

    private static func utc(_ instant: Timestamp) -> SafeText {
        let wall = WallTime(milliseconds: instant.milliseconds)
        return TimeStyle.utc.text(wall, at: ClockReading(instant: ScreenInstant(milliseconds: 0), wall: wall))
    }

    /// `serve db-1:4711 did not stop in order, last heard of 12m ago, and 2 more`.
    private static func processLost(_ latest: Worker, _ count: Int, at now: Timestamp) -> SafeText {
        SafeText(latest.text, limit: 200) + " did not stop in order, last heard of "
            + SpanText.coarse(now - latest.lastHeartbeat) + " ago"
            + (count > 1 ? ", and " + CountText.exact(count - 1) + " more" : "")
    }

    /// `10 of 10 allowed in flight, all silent, the longest for over 46m: 110 wait`.
    private static func windowSilent(_ row: HomeRow, at now: Timestamp) -> SafeText {
        let rollout = row.summary.rollout
        let span = row.summary.silentSince.map { ", the longest for over " + SpanText.coarse(now - $0) } ?? ""
        return CountText.exact(rollout.counters.inFlight) + " of " + CountText.exact(rollout.maximumInFlight)
            + " allowed in flight, all silent" + span + ": "
            + CountText.of(row.placesWanted, "device waits", "devices wait")
    }

    /// `waits for approval for 12m: 125,000 devices, by ada`.
    private static func awaiting(_ rollout: Rollout, at now: Timestamp) -> SafeText {
        if let drift = rollout.drift { return "paused, " + SafeText(drift, limit: 200) + ": resume it to accept that" }
        guard let submission = rollout.approval.submission else { return "waits for approval" }
        return "waits for approval for " + SpanText.coarse(now - submission.at) + ": "
            + CountText.of(rollout.approval.submittedCount ?? 0, "device", "devices") + ", by "
            + SafeText(submission.by, limit: 60)
    }

    /// `43 of 170 bad: 22 "signature mismatch", 12 silent since flash`.
    private static func failing(_ summary: RolloutSummary, at now: Timestamp) -> SafeText {
        let counters = summary.rollout.counters
        let isPaused = summary.rollout.brokenGate != nil
        var text =
            (isPaused ? "paused by its gate: " : "") + CountText.exact(counters.bad) + " of "
            + CountText.exact(counters.judged) + " bad"
        for (index, reason) in summary.reasons.prefix(3).enumerated() {
            text = text + (index == 0 ? ": " : ", ") + ReasonText.counted(reason)
        }
        if counters.silent > counters.silentFlashed { text = text + "; " + silent(summary, at: now) }
        guard isPaused, WayBackText.isReady(summary.rollout) else { return text }
        return text + "; its way back is prepared: B on its screen starts it"
    }

    /// `12 devices silent while updating, the longest for over 30m`.
    private static func silent(_ summary: RolloutSummary, at now: Timestamp) -> SafeText {
        let counters = summary.rollout.counters
        let phase: SafeText = counters.silent == counters.silentFlashed ? " since the flash" : " while updating"
        let devices = CountText.of(counters.silent, "device", "devices") + " silent" + phase
        guard let since = summary.silentSince else { return devices }
        return devices + (counters.silent == 1 ? " for over " : ", the longest for over ")
            + SpanText.coarse(now - since)
    }
}
