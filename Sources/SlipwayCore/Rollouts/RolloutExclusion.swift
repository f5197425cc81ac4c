/// Devices that a rollout leaves out from some moment on: those that match one of its filters.
///
/// Every offer, acknowledgement and piece of bytes asks it, so that a filter may ask only what is read with these anyway.
package struct RolloutExclusion: Hashable, Sendable {
    package static let maximumFilters = 20
    /// Of ``DeviceOrder``'s.
    package static let fields: Set = ["uid", "serial", "organization", "firmware", "hardware"]

    package private(set) var filters: [Filter]

    package init(_ filters: [Filter]) { self.filters = filters }

    /// - Parameter stored: as ``text`` spells it.
    /// - Throws: REQUEST_001 where a newer program wrote it.
    package init(stored: String) throws(SlipwayError) {
        filters = []
        for line in stored.split(separator: "\n") { filters.append(try Filter(String(line), of: DeviceOrder.self)) }
    }

    /// A line each; no value of a filter holds the end of one.
    package var text: String { filters.map(\.description).joined(separator: "\n") }

    /// Leaves those out as well that match the filter; nothing where it is one of these already.
    ///
    /// - Returns: whether it is new.
    package mutating func add(_ filter: Filter) -> Bool {
        guard !filters.contains(where: { $0.description == filter.description }) else { return false }
        filters.append(filter)
        return true
    }

    package func excludes(_ device: Device) -> Bool {
        filters.contains { filter in filter.terms.allSatisfy { $0.isMet(by: device) } }
    }

    /// What keeps a filter from being asked of every device, each with its place.
    package static func faults(of filter: Filter) -> [FieldFault] {
        guard !filter.terms.isEmpty else {
            return [FieldFault(field: "filter", fault: "is empty, and would leave out every device")]
        }
        return filter.terms.compactMap { term in
            fault(of: term).map { FieldFault(field: "filter", fault: $0) }
        }
    }

    private static func fault(of term: FilterTerm) -> String? {
        let known = "uid, serial, organization, firmware and hardware"
        switch term.condition {
        case .prefix(let text): return "\(text): an exclusion names a field, as hardware=C; there are \(known)"
        case .compare(let field, _, _): return "\(field.name): an exclusion compares by =, != and in(…) alone"
        case .isIn(let field, let values, _):
            guard fields.contains(field.name) else { return "\(field.name): an exclusion knows \(known) alone" }
            let hasControl = values.contains { value in
                value.text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            }
            return hasControl ? "\(field.name): has a control character" : nil
        }
    }
}

extension FilterTerm {
    /// Of a condition that an exclusion may have; any other is never met. Texts are equal byte by byte, as in a database.
    fileprivate func isMet(by device: Device) -> Bool {
        guard case .isIn(let field, let values, let isNegated) = condition else { return false }
        let text: String
        switch field.name {
        case "uid": text = device.deviceUID
        case "serial": text = device.serialNumber
        case "organization": text = device.organizationName
        case "firmware": text = device.firmwareVersion
        case "hardware": text = device.hardwareVersion
        default: return false
        }
        return values.contains { $0.text.utf8.elementsEqual(text.utf8) } != isNegated
    }
}

/// The exclusion of a rollout, and how far its devices are taken out.
package struct StandingExclusion: Hashable, Sendable {
    /// As ``RolloutExclusion/text``.
    package let text: String
    /// None where all are out.
    package let cursor: Cursor?

    package init(text: String, cursor: Cursor?) {
        self.text = text
        self.cursor = cursor
    }

    /// What has been looked through: the devices that wait come first, and then the batches.
    package enum Cursor: Hashable, Sendable {
        /// None before the first.
        case targets(after: TargetPlace?)
        /// The sequence of a batch; 0 before the first.
        case batches(after: Int)

        /// As ``init(_:)`` reads it.
        package var text: String {
            switch self {
            case .targets(let place): place.map { "targets \($0.pool) \($0.rank)" } ?? "targets"
            case .batches(let sequence): "batches \(sequence)"
            }
        }

        package init?(_ text: String) {
            let parts = text.split(separator: " ")
            switch parts.count {
            case 1 where parts[0] == "targets": self = .targets(after: nil)
            case 3 where parts[0] == "targets":
                guard let pool = Int(parts[1]), let rank = Int64(parts[2]) else { return nil }
                self = .targets(after: TargetPlace(pool: pool, rank: rank))
            case 2 where parts[0] == "batches":
                guard let sequence = Int(parts[1]) else { return nil }
                self = .batches(after: sequence)
            default: return nil
            }
        }
    }

    /// The place of a device that waits, among the others.
    package struct TargetPlace: Hashable, Sendable {
        package let pool: Int
        package let rank: Int64

        package init(pool: Int, rank: Int64) {
            self.pool = pool
            self.rank = rank
        }
    }

    /// Whether a device is left out; what no program here can read leaves out every one.
    package static func excludes(_ device: Device, by text: String?) -> Bool {
        guard let text else { return false }
        guard let exclusion = try? RolloutExclusion(stored: text) else { return true }
        return exclusion.excludes(device)
    }

    /// One filter each.
    package var filters: [String] { text.split(separator: "\n").map(String.init) }
}

/// How many devices of a rollout a filter leaves out, of those that have not flashed.
package struct ExclusionReach: Hashable, Sendable {
    package let devices: Int
    /// Whether there is one that it leaves in.
    package let leavesOthers: Bool

    package init(devices: Int, leavesOthers: Bool) {
        self.devices = devices
        self.leavesOthers = leavesOthers
    }
}

/// Devices that stand out by an exclusion, as far as one look went.
package struct ExcludedTargets: Hashable, Sendable {
    package let removed: Int
    /// The last place that was looked at; none where there was no further one.
    package let end: StandingExclusion.TargetPlace?

    package init(removed: Int, end: StandingExclusion.TargetPlace?) {
        self.removed = removed
        self.end = end
    }
}
