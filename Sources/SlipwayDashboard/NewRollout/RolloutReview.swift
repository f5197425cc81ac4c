import SlipwayCore
import SlipwayServices
import TerminalUI

/// What a rollout would do at one moment: the service's dry run, and the organizations that it reaches.
struct RolloutReview: Sendable {
    let draft: RolloutDraft
    let plan: BatchPlan
    /// By their ids; those that are not here are not known.
    let organizations: [Organization.ID: Organization]
    let confirmation: StartConfirmation

    static func read(_ draft: RolloutDraft, _ context: DashboardContext) async throws -> RolloutReview {
        let planned = try await context.acts.service(\.updates).planBatch(
            try draft.request(), as: context.acts.principal)
        let known = try await context.reads.organizationList.page(OrganizationQuery(), .first, 1_000).rows
        try await context.reads.settings()
        return RolloutReview(
            draft: draft, plan: planned.plan,
            organizations: Dictionary(known.map { ($0.id, $0) }) { first, _ in first },
            confirmation: context.acts.confirmation)
    }

    var count: Int { plan.included.count }

    /// The same with what would happen now.
    func drifted(to plan: BatchPlan) -> RolloutReview {
        RolloutReview(draft: draft, plan: plan, organizations: organizations, confirmation: confirmation)
    }

    /// Whether any device is in production; what is not known counts as such.
    private var isProduction: Bool {
        Set(plan.included.map(\.organizationID)).contains { organizations[$0]?.environment != .staging }
    }

    /// What stops it by itself, where something does.
    private var gate: [StyledText] {
        guard let gate = draft.gate else { return [] }
        let share = SafeText(GateRule.percent(gate.maximumBadShare))
        return [
            StyledText("It stops by itself at " + CountText.exact(gate.maximumBad) + " bad devices and " + share + ".")
        ]
    }

    var question: Dialog {
        Dialog(
            title: "Start " + SafeText(draft.name, limit: 40) + "?",
            lines: [
                StyledText(
                    CountText.of(count, "device gets ", "devices get ") + SafeText(draft.version, limit: 60)
                        + ", at most " + SafeText(draft.pace, limit: 10) + " at a time."),
                StyledText(isProduction ? "Some of them are in production." : "None of them is in production."),
            ] + gate,
            fields: confirmation.fields(name: draft.name, devices: count, isNewInProduction: isProduction),
            confirm: Dialog.Button("Start it", shortcut: "y"), keep: Dialog.Button("Not yet", shortcut: "n"))
    }

    func lines(columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let version = SafeText(draft.version, limit: 60)
        var lines = [
            StyledText(CountText.of(count, "device", "devices") + " will update to " + version, .strong)
        ]
        if plan.downgrades > 0 {
            lines.append(
                StateLook.stuck.label(
                    CountText.of(plan.downgrades, "of them goes", "of them go") + " back from a later version", glyphs))
        }
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
            plan.included.map { device in
                (
                    organizations[device.organizationID]?.name ?? "#\(device.organizationID)", device.firmwareVersion,
                    device.hardwareVersion
                )
            }
        ).lines(columns: columns)
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
}

/// The command that does the same as the form.
enum RolloutCommandLine {
    static func text(_ draft: RolloutDraft) -> String {
        let start = "slipway batches create --name \(quoted(draft.name)) --firmware \(quoted(draft.version))"
        let gate = draft.gate.map {
            " --max-bad \($0.maximumBad) --max-bad-share \(GateRule.percent($0.maximumBadShare))"
        }
        let pace = " --max-in-flight \(draft.pace)" + (gate ?? "") + (draft.takesCurrent ? " --include-current" : "")
        guard draft.isList else { return start + " --filter \(quoted(draft.filter))" + pace }
        return "printf '%s\\n' " + draft.listed.map(quoted).joined(separator: " ") + " | " + start + " --devices -"
            + pace
    }

    /// For a POSIX shell: nothing within single quotes means anything, but a single quote.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789-_.,:/=".unicodeScalars.contains(scalar))
            }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
