import SlipwayCore

/// What a batch would do, or did: who takes part, and who is left out and why.
struct PlanDocument: Encodable {
    let willUpdate: Int
    let alreadyOnVersion: Int
    let downgrades: Int
    let skipped: [SkippedDevice]

    init(_ plan: BatchPlan) {
        willUpdate = plan.included.count
        alreadyOnVersion = plan.alreadyOnVersion
        downgrades = plan.downgrades
        skipped = plan.skipped
    }

    /// On standard error, a line a reason, with some of the devices that it concerns.
    func printLeftOut() {
        for (reason, devices) in Dictionary(grouping: skipped, by: \.reasonCode).sorted(by: {
            $0.key.rawValue < $1.key.rawValue
        }) {
            let named = devices.prefix(5).map(\.device).joined(separator: ", ")
            let more = devices.count > 5 ? ", …" : ""
            StandardError.print("left out, \(reason.words): \(devices.count) (\(named)\(more))")
        }
        if downgrades > 0 { StandardError.print("for \(downgrades) devices this is a downgrade") }
        if alreadyOnVersion > 0 { StandardError.print("\(alreadyOnVersion) devices run this version already") }
    }
}
