import SlipwayCore
import SlipwayServices
import TerminalUI

/// What a rollout would do at one moment: the service's dry run, and the organizations that it reaches.
struct RolloutReview: Sendable {
    /// From so many devices on, starting asks for their number too.
    static let typedCountFrom = 100

    let draft: RolloutDraft
    let plan: BatchPlan
    /// By their ids; those that are not here are not known.
    let organizations: [Organization.ID: Organization]

    static func read(_ draft: RolloutDraft, _ context: DashboardContext) async throws -> RolloutReview {
        let planned = try await context.acts.service(\.updates).planBatch(
            try draft.request(), as: context.acts.principal)
        let known = try await context.reads.organizationList.page(OrganizationQuery(), .first, 1_000).rows
        return RolloutReview(
            draft: draft, plan: planned.plan, organizations: Dictionary(known.map { ($0.id, $0) }) { first, _ in first }
        )
    }

    var count: Int { plan.included.count }

    /// Whether more than one in a hundred devices came or went.
    func hasDrifted(from other: RolloutReview) -> Bool { 100 * abs(count - other.count) > other.count }

    /// Whether any device is in production; what is not known counts as such.
    private var isProduction: Bool {
        Set(plan.included.map(\.organizationID)).contains { organizations[$0]?.environment != .staging }
    }

    var question: Dialog {
        let name = [Dialog.Field("its name", required: draft.name)]
        let asksCount = count >= Self.typedCountFrom || isProduction
        let number = asksCount ? [Dialog.Field("how many devices", required: "\(count)")] : []
        return Dialog(
            title: "Start " + SafeText(draft.name, limit: 40) + "?",
            lines: [
                StyledText(
                    CountText.of(count, "device gets ", "devices get ") + SafeText(draft.version, limit: 60)
                        + ", at most " + SafeText(draft.pace, limit: 10) + " at a time."),
                StyledText(isProduction ? "Some of them are in production." : "None of them is in production."),
            ],
            fields: name + number,
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
                        + SafeText(reason.words).padded(to: 28))
                    + StyledText(SafeText(some, limit: 200), .dim)
            }
    }
}
