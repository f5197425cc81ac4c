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
    /// Makes sending it twice one rollout.
    var requestID = ""

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
            maximumInFlight: Int(pace), requestID: requestID, leavesOutCurrent: !takesCurrent)
    }
}
