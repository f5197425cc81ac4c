/// The versions of a plan's devices that cannot be compared: how many there are, and some of them.
package struct IncomparableVersions: Hashable, Sendable, Encodable {
    /// Devices that would update.
    package let willUpdate: Int
    /// Devices that are left out since the release asks for a minimum.
    package let leftOut: Int
    /// At most three, those of most devices first.
    package let examples: [String]

    /// - Parameters:
    ///   - included: the versions of devices that would update, one a device.
    ///   - leftOut: the versions of devices that are left out for theirs, one a device.
    package init(included: [String], leftOut: [String]) {
        willUpdate = included.count
        self.leftOut = leftOut.count
        let counts = Dictionary((included + leftOut).map { ($0, 1) }, uniquingKeysWith: +)
        examples = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximumExamples).map(\.key)
        isComplete = counts.count <= Self.maximumExamples
    }

    /// Whether there are no others than the examples.
    package let isComplete: Bool

    private static let maximumExamples = 3

    package var count: Int { willUpdate + leftOut }

    /// `build-7, nightly, …`; from devices, and not yet safe for a terminal.
    package var text: String { examples.joined(separator: ", ") + (isComplete ? "" : ", …") }

    private enum CodingKeys: String, CodingKey {
        case willUpdate, leftOut, examples
    }
}
