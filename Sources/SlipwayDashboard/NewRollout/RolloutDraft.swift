import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the form of a new rollout holds.
struct RolloutDraft: Equatable, Sendable {
    /// How the devices are named; the raw value is what the form shows.
    enum Selection: String, CaseIterable, Codable, Sendable {
        case filter = "by a filter"
        case list = "by their uids"
    }

    /// How the devices get the release; the raw value is what the form shows.
    enum Way: String, CaseIterable, Codable, Sendable {
        case waves = "in waves"
        case atOnce = "all at once"
    }

    var version = ""
    var selection = Selection.filter.rawValue
    var filter = ""
    var uids = FormText()
    /// What a person has chosen; none where the number of devices settles it.
    var chosenWay: Way?
    var waves = WavesText()
    var name = ""
    /// How many update at a time, as it was typed.
    var pace = "\(Rollout.defaultMaximumInFlight)"
    /// In waves only.
    var paceText = PaceText()
    /// Of which the windows are those of waves only.
    var times = TimesText()
    var takesCurrent = false
    /// In waves only, and of a filter: whether devices that match later join the last wave.
    var takesLater = false
    /// In waves only: whether a way back is prepared when a gate stops it.
    var preparesRollback = false
    /// At how many bad devices it pauses itself, and at which share in percent, as they were typed.
    var maximumBad = ""
    var maximumBadPercent = ""
    /// What else it says is kept, as far as nothing else was typed.
    var template: ChosenTemplate?
    /// Makes sending it twice one rollout.
    var requestID = ""
    /// Not saved with the draft, because the fleet may have changed by the time it is opened again.
    var counted: CountedDevices?
    /// Not kept: what was refused may be possible by then.
    var refusal: RolloutRefusal?

    /// None where nothing stops it by itself.
    var gate: GateRequest? {
        guard let bad = Int(maximumBad), let percent = Int(maximumBadPercent) else { return nil }
        return GateRequest(maximumBad: bad, maximumBadShare: Double(percent) / 100)
    }

    var isList: Bool { selection == Selection.list.rawValue }

    /// One a line, or several with blanks, commas or semicolons between them.
    var listed: [String] {
        // A sheet with a header has a column of them; another list is what stands between blanks.
        if let list = try? DeviceListText(uids.text.utf8), list.isSheet { return list.entries.map(\.text) }
        return uids.text.split { $0.isWhitespace || $0 == "," || $0 == ";" }.map(String.init)
    }

    /// How many devices it names; none where that was not counted yet.
    var deviceCount: ListCount? {
        if let counted, counted.isOf(self) { return counted.count }
        return isList ? .exactly(Set(listed).count) : nil
    }

    /// More devices than one batch holds go in waves, unless a person wants otherwise.
    ///
    /// - Parameter batchLimit: devices in one batch.
    func way(beyond batchLimit: Int) -> Way {
        if let chosenWay { return chosenWay }
        return deviceCount.map { $0.least > batchLimit } ?? false ? .waves : .atOnce
    }

    /// What of it settles what would be done; two drafts that ask for the same are equal in it.
    func settled(beyond batchLimit: Int) -> RolloutDraft {
        var draft = self
        draft.chosenWay = way(beyond: batchLimit)
        draft.counted = nil
        draft.refusal = nil
        return draft
    }

    /// How many update at a time; the default while what was typed is not a number.
    var inFlight: Int { Int(pace) ?? Rollout.defaultMaximumInFlight }

    /// All at once, as a rollout of one batch.
    ///
    /// - Throws: REQUEST_001 where the filter is none.
    func request() throws(SlipwayError) -> BatchRequest {
        BatchRequest(
            name: name, firmware: .version(version), target: try target(), maximumInFlight: Int(pace), gate: gate,
            schedule: times.schedule, requestID: requestID, leavesOutCurrent: !takesCurrent, submits: true)
    }

    /// In waves.
    ///
    /// - Throws: REQUEST_001 where the filter is none, or the waves cannot be read.
    func requestInWaves() throws -> RolloutRequest {
        let (plans, advance) = try waves.plans()
        let typed = RolloutRequest(
            name: name, firmware: .version(version), target: try target(), isDynamic: takesLater && !isList,
            leavesOutCurrent: !takesCurrent, waves: plans, advance: advance, schedule: times.schedule,
            windows: times.windowPlans, pace: paceText.pace, bytesPerSecond: paceText.budget,
            preparesRollback: preparesRollback, maximumInFlight: Int(pace), requestID: requestID, submits: true)
        return try template?.completing(typed, of: self) ?? typed
    }

    /// Its waves alone.
    ///
    /// - Throws: REQUEST_001 where they cannot be read.
    func wavePlans() throws(SlipwayError) -> (waves: [WavePlan], advance: AdvanceRule) {
        let (plans, advance) = try waves.plans()
        guard let template else { return (plans, advance) }
        return (template.waves(plans, of: waves), template.advance(advance, of: waves))
    }

    private func target() throws(SlipwayError) -> BatchRequest.Target {
        isList ? .devices(ids: [], uids: listed) : .matching(try Filter(filter, of: DeviceOrder.self))
    }
}

extension RolloutDraft: Codable {
    private enum CodingKeys: String, CodingKey {
        case version, selection, filter, uids, chosenWay, waves, name, pace, paceText, times, takesCurrent, takesLater
        case preparesRollback, template
        case maximumBad = "badLimit"
        case maximumBadPercent = "shareLimit"
        case requestID
    }

    /// A draft of an earlier version has no gate, no waves, no times, no limit of a minute, or no template.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = try container.decode(String.self, forKey: .version)
        selection = try container.decode(String.self, forKey: .selection)
        filter = try container.decode(String.self, forKey: .filter)
        uids = try container.decode(FormText.self, forKey: .uids)
        chosenWay = try container.decodeIfPresent(Way.self, forKey: .chosenWay)
        waves = try container.decodeIfPresent(WavesText.self, forKey: .waves) ?? WavesText()
        name = try container.decode(String.self, forKey: .name)
        pace = try container.decode(String.self, forKey: .pace)
        paceText = try container.decodeIfPresent(PaceText.self, forKey: .paceText) ?? PaceText()
        times = try container.decodeIfPresent(TimesText.self, forKey: .times) ?? TimesText()
        takesCurrent = try container.decode(Bool.self, forKey: .takesCurrent)
        takesLater = try container.decodeIfPresent(Bool.self, forKey: .takesLater) ?? false
        preparesRollback = try container.decodeIfPresent(Bool.self, forKey: .preparesRollback) ?? false
        template = try container.decodeIfPresent(ChosenTemplate.self, forKey: .template)
        maximumBad = try container.decodeIfPresent(String.self, forKey: .maximumBad) ?? ""
        maximumBadPercent = try container.decodeIfPresent(String.self, forKey: .maximumBadPercent) ?? ""
        requestID = try container.decode(String.self, forKey: .requestID)
    }
}

extension ListCount {
    /// There are so many, or more.
    var least: Int {
        switch self {
        case .exactly(let count), .atLeast(let count): count
        }
    }
}
