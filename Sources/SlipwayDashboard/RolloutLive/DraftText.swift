import SlipwayCore
import SlipwayServices
import TerminalUI

/// All that a draft would do, as its approver has to know it: the same on its screen and in the question.
enum DraftText {
    /// More waves than these are counted only.
    private static let maximumWaves = 8

    static func lines(of view: RolloutView) -> [StyledText] {
        guard let plan = view.plan else { return [] }
        // Where room is scarce, what comes first is seen.
        return [head(view)] + changes(view)
            + [StyledText("Devices: " + SafeText(plan.filter ?? "a list", limit: 300))]
            + waves(
                plan, devices: view.rollout.approval.submittedCount ?? view.rollout.targets?.total ?? 0,
                inFlight: view.rollout.maximumInFlight)
            + [pace(view.rollout, plan)] + times(plan) + choices(plan)
    }

    private static func choices(_ plan: RolloutPlan) -> [StyledText] {
        var lines: [StyledText] = []
        if plan.isDynamic { lines.append(StyledText("Devices that match later join the last wave.")) }
        if plan.preparesRollback { lines.append(StyledText("When a gate stops it, its way back is prepared.")) }
        return lines
    }

    /// The same of a batch that was created alone.
    static func lines(of view: BatchLiveView) -> [StyledText] {
        let rollout = view.live.rollout
        let organization = view.live.organizationName.map { SafeText($0, limit: 100) } ?? "several organizations"
        let gate = view.gate.map { SafeText($0.rule.text) } ?? "nothing stops it by itself"
        return [
            head(rollout, version: view.live.firmwareVersion, at: view.at),
            StyledText(
                "All " + CountText.of(rollout.devices, "device", "devices") + " of " + organization + " at once; "
                    + gate),
            StyledText("At most " + CountText.exact(rollout.maximumInFlight) + " at a time."),
        ] + times(rollout.schedule)
    }

    /// `Time: begins at 2026-12-01T01:00:00.000Z, ends at 2026-12-01T04:00:00.000Z.`
    private static func times(_ schedule: RolloutSchedule) -> [StyledText] {
        let parts = [
            schedule.startAt.map { "begins at \($0)" }, schedule.endAt.map { "ends at \($0)" },
        ].compactMap(\.self)
        return parts.isEmpty ? [] : [StyledText(SafeText("Time: " + parts.joined(separator: ", ") + "."))]
    }

    private static func head(_ view: RolloutView) -> StyledText {
        head(view.rollout, version: view.firmwareVersion, at: view.at)
    }

    /// `125,000 devices to 4.12.0; ada asked for it 12m ago (revision 3).`
    private static func head(_ rollout: Rollout, version: String, at now: Timestamp) -> StyledText {
        let approval = rollout.approval
        let release = "to " + SafeText(version, limit: 60)
        let revision: SafeText = " (revision " + CountText.exact(approval.revision) + ")."
        guard let submission = approval.submission else {
            return StyledText("A draft " + release + " by " + SafeText(rollout.createdBy, limit: 60) + revision)
        }
        let devices = CountText.of(approval.submittedCount ?? 0, "device ", "devices ") + release
        return StyledText(
            devices + "; " + SafeText(submission.by, limit: 60) + " asked for it "
                + SpanText.coarse(now - submission.at) + " ago" + revision)
    }

    /// `Wave 1: canary, 1,250 devices; stops at 20 bad and 2% of at least 500`.
    private static func waves(_ plan: RolloutPlan, devices: Int, inFlight: Int) -> [StyledText] {
        let counts = plan.waveCounts(of: devices)
        let lines = plan.waves.indices.map { index in
            let wave = plan.waves[index]
            let size: SafeText = "Wave \(index + 1): " + SafeText(wave.size.description)
            guard devices > 0, counts.indices.contains(index) else {
                let gate: SafeText = wave.gate.map { "; stops at " + SafeText($0.text) } ?? ""
                return StyledText(size + gate)
            }
            let rule = wave.gateRule(devices: counts[index], inFlight: inFlight)
            let count = CountText.of(counts[index], "device", "devices")
            return StyledText(size + ", " + count + "; " + SafeText(rule.text))
        }
        guard lines.count > maximumWaves else { return lines }
        return lines.prefix(maximumWaves - 1)
            + [StyledText("and " + CountText.exact(lines.count - maximumWaves + 1) + " more waves, up to 100%")]
    }

    private static func pace(_ rollout: Rollout, _ plan: RolloutPlan) -> StyledText {
        let rule = plan.advance
        let bytes: SafeText = plan.bytesPerSecond.map { ", and " + RateText.bytes($0) + " together" } ?? ""
        let minute: SafeText = plan.pace.map { " and " + SafeText($0.text, limit: 200) } ?? ""
        let next: SafeText =
            rule.isAutomatic ? "before the next wave begins by itself." : "before a person may let the next wave begin."
        return StyledText(
            "At most " + CountText.exact(rollout.maximumInFlight) + " at a time" + minute + bytes + "; "
                + SafeText(GateRule.percent(rule.verifiedShare)) + " verified for "
                + SafeText(WavesText.text(of: rule.soak)) + " " + next)
    }

    /// `Time: begins at 2026-12-01T02:00, updates Mon-Fri 02:00-04:00, in Europe/Berlin.`
    private static func times(_ plan: RolloutPlan) -> [StyledText] {
        let windows = plan.windows.map(\.description).joined(separator: "; ")
        let parts = [
            plan.schedule?.start.map { "begins at \($0)" }, plan.schedule?.end.map { "ends at \($0)" },
            windows.isEmpty ? nil : "updates \(windows)",
        ].compactMap(\.self)
        guard !parts.isEmpty else { return [] }
        let zone = plan.schedule?.timeZone.map { ", in \($0)" } ?? ""
        return [StyledText(SafeText("Time: " + parts.joined(separator: ", ") + zone + ".", limit: 300))]
    }

    private static func changes(_ view: RolloutView) -> [StyledText] {
        guard !view.changes.isEmpty else { return [] }
        let texts = view.changes.map { SafeText($0.text, limit: 120) }
        return [StyledText("Changed since it was asked for before:", .warning)]
            + texts.prefix(4).map { StyledText("  " + $0) }
            + (texts.count > 4 ? [StyledText("  and " + CountText.exact(texts.count - 4) + " more")] : [])
    }
}
