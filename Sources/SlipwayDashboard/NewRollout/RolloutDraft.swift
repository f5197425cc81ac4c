import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the form of a new rollout holds.
struct RolloutDraft: Codable, Equatable, Sendable {
    /// How the devices are named; the raw value is what the form shows.
    enum Selection: String, CaseIterable, Codable, Sendable {
        case filter = "by a filter"
        case list = "by their uids"
    }

    var version = ""
    var selection = Selection.filter.rawValue
    var filter = ""
    var uids = FormText()
    var name = ""
    /// How many update at a time, as it was typed.
    var pace = "\(Rollout.defaultMaximumInFlight)"
    var takesCurrent = false
    /// At how many bad devices it pauses itself, and at which share in percent, as they were typed; a draft from before
    /// there were gates has none.
    private var badLimit: String?
    private var shareLimit: String?
    /// Makes sending it twice one rollout.
    var requestID = ""

    var maximumBad: String {
        get { badLimit ?? "" }
        set { badLimit = newValue }
    }
    var maximumBadPercent: String {
        get { shareLimit ?? "" }
        set { shareLimit = newValue }
    }

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

    /// - Throws: REQUEST_001 where the filter is none.
    func request() throws(SlipwayError) -> BatchRequest {
        BatchRequest(
            name: name, firmware: .version(version),
            target: isList ? .devices(ids: [], uids: listed) : .matching(try Filter(filter, of: DeviceOrder.self)),
            maximumInFlight: Int(pace), gate: gate, requestID: requestID, leavesOutCurrent: !takesCurrent)
    }
}
