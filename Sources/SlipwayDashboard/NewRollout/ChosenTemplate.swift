import SlipwayCore
import SlipwayServices
import TerminalUI

/// A template as it was when it was chosen for a draft, and what of it the form shows.
struct ChosenTemplate: Equatable, Codable, Sendable {
    /// What it filled in; what of it was typed over since counts as typed.
    struct Shown: Equatable, Codable, Sendable {
        let waves: WavesText
        let pace: String
        let paceText: PaceText
        let times: TimesText
        let takesCurrent: Bool
        let takesLater: Bool
        let preparesRollback: Bool
    }

    let record: RolloutTemplate
    let shown: Shown

    /// None where a newer program wrote what this one cannot read.
    init?(_ saved: SavedTemplate) {
        guard let plan = saved.plan else { return nil }
        record = saved.record
        shown = Shown(
            waves: WavesText(of: plan),
            pace: "\(saved.record.plan.maximumInFlight ?? Rollout.defaultMaximumInFlight)",
            paceText: PaceText(of: plan), times: TimesText(of: plan), takesCurrent: !plan.leavesOutCurrent,
            takesLater: plan.isDynamic, preparesRollback: plan.preparesRollback)
    }

    var plan: RolloutPlan? { SavedTemplate(record).plan }

    /// What was typed, with what the template says wherever the form does not show it, or shows it as it was filled in.
    func completing(_ typed: RolloutRequest, of draft: RolloutDraft) throws -> RolloutRequest {
        var request = try SavedTemplate(record).request(
            name: typed.name, firmware: typed.firmware, target: typed.target)
        request.leavesOutCurrent = typed.leavesOutCurrent
        request.isDynamic = typed.isDynamic
        request.preparesRollback = typed.preparesRollback
        request.waves = waves(typed.waves, of: draft.waves)
        request.advance = advance(typed.advance, of: draft.waves)
        if !draft.times.hasSameSchedule(as: shown.times) { request.schedule = typed.schedule }
        if draft.times.windows != shown.times.windows { request.windows = typed.windows }
        if draft.paceText.perMinute != shown.paceText.perMinute { request.pace = typed.pace }
        if draft.paceText.bytesPerSecond != shown.paceText.bytesPerSecond {
            request.bytesPerSecond = typed.bytesPerSecond
        }
        if draft.pace != shown.pace { request.maximumInFlight = typed.maximumInFlight }
        request.requestID = typed.requestID
        request.submits = typed.submits
        return request
    }

    func waves(_ typed: [WavePlan], of text: WavesText) -> [WavePlan] {
        guard let said = plan?.waves else { return typed }
        let hasSameSizes = text.canary == shown.waves.canary && text.waves == shown.waves.waves
        let hasSameGates =
            text.maximumBad == shown.waves.maximumBad && text.maximumBadShare == shown.waves.maximumBadShare
        var waves = hasSameSizes ? said : typed
        for index in waves.indices {
            let isSaid = hasSameGates && said.indices.contains(index)
            waves[index].gate = isSaid ? said[index].gate : typed[index].gate
        }
        return waves
    }

    func advance(_ typed: AdvanceRule, of text: WavesText) -> AdvanceRule {
        guard var advance = plan?.advance else { return typed }
        advance.isAutomatic = typed.isAutomatic
        if text.verified != shown.waves.verified { advance.verifiedShare = typed.verifiedShare }
        if text.soak != shown.waves.soak { advance.soak = typed.soak }
        return advance
    }

    /// The parts that the form does not show, by the names that the API has for them.
    var unshown: [String] {
        guard let plan, let typed = try? shown.waves.plans() else { return [] }
        var shownPlan = RolloutPlan(filter: plan.filter, waves: typed.waves, advance: typed.advance)
        shownPlan.leavesOutCurrent = !shown.takesCurrent
        shownPlan.schedule = shown.times.schedule
        shownPlan.windows = shown.times.windowPlans
        (shownPlan.pace, shownPlan.bytesPerSecond) = (shown.paceText.pace, shown.paceText.budget)
        (shownPlan.isDynamic, shownPlan.preparesRollback) = (shown.takesLater, shown.preparesRollback)
        func content(_ plan: RolloutPlan) -> RolloutContent {
            RolloutContent(name: "", maximumInFlight: Rollout.defaultMaximumInFlight, plan: plan)
        }
        return content(plan).changes(from: content(shownPlan)).map(\.field)
    }
}

extension TimesText {
    func hasSameSchedule(as other: TimesText) -> Bool {
        start == other.start && end == other.end && timeZone == other.timeZone
    }
}

extension RolloutDraft {
    /// Fills in what the template says; what it says nothing of stays, and so does what another one has filled in.
    mutating func choose(_ saved: SavedTemplate?) {
        template = saved.flatMap { ChosenTemplate($0) }
        guard let template else { return }
        if let filter = template.plan?.filter {
            selection = Selection.filter.rawValue
            self.filter = filter
        }
        chosenWay = .waves
        waves = template.shown.waves
        pace = template.shown.pace
        paceText = template.shown.paceText
        times = template.shown.times
        takesCurrent = template.shown.takesCurrent
        takesLater = template.shown.takesLater
        preparesRollback = template.shown.preparesRollback
    }
}

extension DashboardContext {
    /// - Throws: REQUEST_001 where the template that a draft was filled from is gone, or was saved again since.
    func requireTemplate(of draft: RolloutDraft) async throws {
        guard let chosen = draft.template else { return }
        do {
            let saved = try await acts.service(\.templates).template(chosen.record.id, as: acts.principal)
            if saved.record.plan == chosen.record.plan { return }
        } catch {
            guard case SlipwayError.templateNotFound = error else { throw error }
            throw SlipwayError.invalidRequest([FieldFault(field: "template", fault: ChosenTemplate.isGone)])
        }
        throw SlipwayError.invalidRequest([FieldFault(field: "template", fault: ChosenTemplate.isOutdated)])
    }
}

extension ChosenTemplate {
    static let isGone = "is gone: choose another, or none"
    static let isOutdated = "was saved again since: choose it again"
}
