import SlipwayCore
import SlipwayServices
import TerminalUI

/// How many devices a draft names, for as long as it names them so.
struct CountedDevices: Equatable, Sendable {
    private enum Source: Equatable, Sendable {
        case filter(String)
        case list(FormText)
    }

    private let source: Source
    let count: ListCount

    init(_ count: ListCount, of filter: String) {
        source = .filter(filter)
        self.count = count
    }

    /// Those of a list.
    init(listedIn draft: RolloutDraft) {
        source = .list(draft.uids)
        count = .exactly(Set(draft.listed).count)
    }

    func isOf(_ draft: RolloutDraft) -> Bool {
        switch source {
        case .filter(let filter): !draft.isList && filter == draft.filter
        case .list(let text): draft.isList && text == draft.uids
        }
    }
}

/// What a filter finds: all of it where it fits into one batch.
struct FoundDevices: Sendable {
    let filter: String
    let count: ListCount
    /// At most one more than fit into one batch.
    let devices: [Device]

    var counted: CountedDevices { CountedDevices(count, of: filter) }

    /// What the filter of a draft finds, bounded by what one batch holds; none where it is not a filter, or empty.
    static func reading(
        _ draft: RolloutDraft, _ context: DashboardContext
    ) -> (@Sendable () async throws -> FoundDevices)? {
        let line = draft.filter
        let reading = FilterParser(of: DeviceOrder.self).read(line)
        guard !draft.isList, reading.faults.isEmpty, !line.allSatisfy(\.isWhitespace) else { return nil }
        let (list, limit, query) = (context.reads.deviceList, context.batchLimit, DeviceQuery(filter: reading.filter))
        return {
            let window = try await list.window(of: query, at: .first, limit: limit + 1)
            let devices = window.entries.map(\.row)
            // What was found to the end is counted already.
            let isAll = window.later == nil
            let count = isAll ? ListCount.exactly(devices.count) : try await list.count(query)
            return FoundDevices(filter: line, count: count, devices: devices)
        }
    }
}

extension DashboardContext {
    /// Devices that fit into one batch.
    var batchLimit: Int { acts.services?.settings.batchDeviceLimit ?? ServiceSettings().batchDeviceLimit }
}
