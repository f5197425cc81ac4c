import SlipwayCore
import SlipwayServices
import TerminalUI

extension RolloutReview {
    func lines(columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        switch outcome {
        case .atOnce(let planned): lines(planned.plan, planned.schedule, columns: columns, glyphs)
        case .waves(let preview): lines(preview, columns: columns, glyphs)
        }
    }

    private func lines(
        _ plan: BatchPlan, _ schedule: RolloutSchedule, columns: Int, _ glyphs: GlyphSet
    ) -> [StyledText] {
        var lines = [heading("")] + stepsBack(plan.downgrades, glyphs)
        if plan.notComparable.count > 0 {
            let text =
                CountText.of(plan.notComparable.count, "device reports", "devices report")
                + " a version that cannot be compared: " + SafeText(plan.notComparable.text, limit: 100)
            lines.append(StateLook.stuck.label(text, glyphs))
        }
        if plan.alreadyOnVersion > 0 {
            lines.append(
                StyledText("  " + CountText.of(plan.alreadyOnVersion, "of them runs", "of them run") + " it already"))
        }
        lines += FleetBreakdown(
            plan.included.map { (name($0.organizationID), $0.firmwareVersion, $0.hardwareVersion) }
        ).lines(columns: columns)
        lines += FactLines.of(times(schedule), columns: columns)
        guard !plan.skipped.isEmpty else { return lines + [.empty, StyledText("none is left out", .dim)] }
        let reasons = Dictionary(grouping: plan.skipped, by: \.reasonCode)
            .sorted { ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue) }
        return lines + [.empty, StyledText(CountText.exact(plan.skipped.count) + " left out", .title)]
            + reasons.map { reason, devices in
                let some = devices.prefix(3).map(\.device).joined(separator: ", ")
                return StyledText(
                    CountText.exact(devices.count).padded(to: 6, alignment: .trailing) + "  "
                        + SafeText(reason.text).padded(to: 28))
                    + StyledText(SafeText(some, limit: 200), .dim)
            }
    }

    private func lines(_ preview: RolloutPreview, columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let organizations = preview.organizations.map { (name($0.key), $0.value) }
        let duration = SpanText.coarse(preview.shortestDuration)
        var facts: [(name: SafeText, value: SafeText)] = [
            ("left out", leftOut(preview.excluded)),
            ("organization", FleetBreakdown.text(organizations)),
            ("hardware", mix(preview)),
            ("takes", preview.shortestDuration > .zero ? "at least " + duration + ", until the last wave begins" : "-"),
            ("stops", "\(preview.falseStops) times in 1,000 where 1% of the devices fails anyway"),
        ]
        if preview.isDynamic { facts.append(("later", "devices that match later join the last wave")) }
        return [heading(" in " + CountText.of(preview.waves.count, "wave", "waves"))]
            + stepsBack(preview.downgrades, glyphs)
            + FactLines.of(facts + pace + times(preview.schedule), columns: columns)
            + WaveWorth.lines(preview.waves, columns: columns)
    }

    private var pace: [(name: SafeText, value: SafeText)] {
        var facts: [(name: SafeText, value: SafeText)] = []
        if let pace = draft.paceText.pace { facts.append(("begin", SafeText(pace.text, limit: 200))) }
        if let budget = draft.paceText.budget {
            facts.append(("load", "at most " + RateText.bytes(budget) + " together"))
        }
        return facts
    }

    /// In UTC, as the service understood them.
    private func times(_ schedule: RolloutSchedule) -> [(name: SafeText, value: SafeText)] {
        var facts: [(name: SafeText, value: SafeText)] = []
        if let start = schedule.startAt { facts.append(("starts", start.minuteText)) }
        if let end = schedule.endAt { facts.append(("ends", end.minuteText)) }
        if let window = schedule.window {
            facts.append(("first window", window.opensAt.minuteText + " to " + window.closesAt.minuteText))
        }
        return facts
    }

    private func heading(_ end: SafeText) -> StyledText {
        let version = SafeText(draft.version, limit: 60)
        return StyledText(CountText.of(count, "device", "devices") + " will update to " + version + end, .strong)
    }

    private func stepsBack(_ count: Int, _ glyphs: GlyphSet) -> [StyledText] {
        guard count > 0 else { return [] }
        let text = CountText.of(count, "of them goes", "of them go") + " back from a later version"
        return [StateLook.stuck.label(text, glyphs)]
    }

    private func name(_ organization: Organization.ID) -> String {
        organizations[organization]?.name ?? "#\(organization)"
    }

    /// `50: 30 inactive, 20 updates disabled`.
    private func leftOut(_ reasons: [ReasonCode: Int]) -> SafeText {
        let ordered = reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        guard let first = ordered.first else { return "none" }
        func text(_ reason: (key: ReasonCode, value: Int)) -> SafeText {
            CountText.exact(reason.value) + " " + SafeText(reason.key.text)
        }
        guard ordered.count > 1 else { return text(first) }
        let sum = CountText.exact(reasons.values.reduce(0, +))
        return ordered.dropFirst().reduce(sum + ": " + text(first)) { $0 + ", " + text($1) }
    }

    /// `rev-a 70% (canary 72%), rev-b 30% (canary 28%)`, the most common first.
    private func mix(_ preview: RolloutPreview) -> SafeText {
        let canary = preview.waves.first?.devices ?? 0
        let shares = preview.mix.prefix(FleetBreakdown.shown).map { share in
            DeviceColumns.known(share.hardwareVersion) + " " + PercentText.of(share.devices, preview.devices)
                + " (canary " + PercentText.of(share.canary, canary) + ")"
        }
        guard let first = shares.first else { return "-" }
        let more = preview.mix.count - shares.count
        let text = shares.dropFirst().reduce(first) { $0 + ", " + $1 }
        return more > 0 ? text + ", and \(more) more" : text
    }
}

extension Timestamp {
    /// `2026-12-01 01:00Z`.
    fileprivate var minuteText: SafeText {
        SafeText(description.prefix(16).replacing("T", with: " ") + "Z")
    }
}
