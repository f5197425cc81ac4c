import SlipwayAPI

extension PlanDocument {
    /// On standard error, a line a reason, with some of the devices that it concerns.
    func printLeftOut() {
        for (reason, devices) in Dictionary(grouping: skipped, by: \.reasonCode).sorted(by: {
            $0.key.rawValue < $1.key.rawValue
        }) {
            let named = devices.prefix(5).map(\.device).joined(separator: ", ")
            let more = devices.count > 5 ? ", …" : ""
            StandardError.print("left out, \(reason.text): \(devices.count) (\(named)\(more))")
        }
        if downgrades > 0 { StandardError.print("for \(downgrades) devices this is a downgrade") }
        if notComparable.count > 0 {
            let parts = [
                notComparable.leftOut > 0 ? "\(notComparable.leftOut) left out" : nil,
                notComparable.willUpdate > 0 ? "for \(notComparable.willUpdate) this may be a downgrade" : nil,
            ]
            StandardError.print(
                "\(notComparable.count) \(notComparable.count == 1 ? "device reports" : "devices report") a version that "
                    + "cannot be compared (\(notComparable.text)): "
                    + parts.compactMap { $0 }.joined(separator: ", "))
        }
        if alreadyOnVersion > 0 { StandardError.print("\(alreadyOnVersion) devices run this version already") }
    }
    /// - Throws: `ExitStatusError.partlyFailed` where a device that was named does not exist.
    func requireAllKnown() throws {
        if skipped.contains(where: { $0.reasonCode == .deviceUnknown }) { throw ExitStatusError(status: .partlyFailed) }
    }
}
