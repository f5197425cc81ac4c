import SlipwayCore
import SlipwayServices
import TerminalUI

/// What a rollout would do at one moment: the service's dry run, and the organizations that it reaches.
struct RolloutReview: Sendable {
    enum Outcome: Sendable {
        case atOnce(BatchPlanResult)
        case waves(RolloutPreview)
    }

    /// Settled on its way.
    let draft: RolloutDraft
    /// Where that was found out for it.
    let counted: CountedDevices?
    private(set) var outcome: Outcome
    /// By their ids; those that are not here are not known.
    let organizations: [Organization.ID: Organization]
    let confirmation: StartConfirmation

    static func read(_ draft: RolloutDraft, _ context: DashboardContext) async throws -> RolloutReview {
        var draft = draft
        if draft.chosenWay == nil, draft.deviceCount == nil, let reading = FoundDevices.reading(draft, context) {
            draft.counted = try await reading().counted
        }
        let settled = draft.settled(beyond: context.batchLimit)
        if settled.chosenWay == .waves { try await context.requireTemplate(of: settled) }
        let outcome: Outcome =
            switch settled.chosenWay {
            case .waves:
                .waves(
                    try await context.acts.service(\.rollouts).plan(
                        try settled.requestInWaves(), as: context.acts.principal))
            case .atOnce, nil:
                .atOnce(
                    try await context.acts.service(\.updates).planBatch(
                        try settled.request(), as: context.acts.principal))
            }
        let known = try await context.reads.organizationList.page(OrganizationQuery(), .first, 1_000).rows
        try await context.reads.settings()
        return RolloutReview(
            draft: settled, counted: draft.counted, outcome: outcome,
            organizations: Dictionary(known.map { ($0.id, $0) }) { first, _ in first },
            confirmation: context.acts.confirmation)
    }

    /// Devices that get the release.
    var count: Int {
        switch outcome {
        case .atOnce(let planned): planned.plan.included.count
        case .waves(let preview): preview.devices
        }
    }

    /// The same with what would happen now.
    func drifted(to plan: BatchPlan) -> RolloutReview {
        var review = self
        if case .atOnce(let planned) = outcome {
            review.outcome = .atOnce(BatchPlanResult(plan: plan, release: planned.release, schedule: planned.schedule))
        }
        return review
    }

    /// Whether it is another rollout by now, although as many devices may get it.
    func differs(from seen: RolloutReview) -> Bool {
        switch (outcome, seen.outcome) {
        case (.atOnce(let planned), .atOnce(let seen)): planned.plan.fingerprint != seen.plan.fingerprint
        case (.waves(let preview), .waves(let seen)): preview != seen
        case (.atOnce, .waves), (.waves, .atOnce): true
        }
    }

    /// Whether it differs so much that it is looked at again before it is asked about.
    func hasDrifted(from seen: RolloutReview) -> Bool {
        switch (outcome, seen.outcome) {
        case (.atOnce(let planned), .atOnce(let seen)): planned.plan.hasDrifted(from: seen.plan)
        case (.waves(let preview), .waves(let seen)): preview.hasDrifted(from: seen)
        case (.atOnce, .waves), (.waves, .atOnce): true
        }
    }

    /// Whether any device is in production; what is not known counts as such.
    private var isProduction: Bool {
        let reached =
            switch outcome {
            case .atOnce(let planned): Set(planned.plan.included.map(\.organizationID))
            case .waves(let preview): Set(preview.organizations.keys)
            }
        return reached.contains { organizations[$0]?.environment != .staging }
    }

    /// What stops it by itself, and which devices are tried before the others.
    private var safety: [StyledText] {
        switch outcome {
        case .atOnce:
            guard let gate = draft.gate else { return [] }
            let share = SafeText(GateRule.percent(gate.maximumBadShare))
            return [
                StyledText(
                    "It stops by itself at " + CountText.exact(gate.maximumBad) + " bad devices and " + share + ".")
            ]
        case .waves(let preview):
            guard let first = preview.waves.first else { return [] }
            return [
                StyledText(
                    "Wave 1 of \(preview.waves.count) has " + CountText.of(first.devices, "device", "devices")
                        + " and stops by itself at " + CountText.exact(first.gate.maximumBad) + " bad.")
            ]
        }
    }

    var question: Dialog {
        Dialog(
            title: "Start " + SafeText(draft.name, limit: 40) + "?",
            lines: [
                StyledText(
                    CountText.of(count, "device gets ", "devices get ") + SafeText(draft.version, limit: 60)
                        + ", at most " + SafeText(draft.pace, limit: 10) + " at a time."),
                StyledText(isProduction ? "Some of them are in production." : "None of them is in production."),
            ] + safety,
            fields: confirmation.fields(name: draft.name, devices: count, isNewInProduction: isProduction),
            confirm: Dialog.Button("Start it", shortcut: "y"), keep: Dialog.Button("Not yet", shortcut: "n"))
    }
}
