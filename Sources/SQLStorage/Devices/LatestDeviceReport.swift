import SlipwayCore

/// What several reports of one device come to.
package struct LatestDeviceReport: Sendable {
    package let device: Device.ID
    package private(set) var heardAt: Timestamp
    /// The newest report with a version.
    package private(set) var decisive: DeviceReportOutcome?

    /// One for each device, by its id.
    package static func all(of outcomes: [DeviceReportOutcome]) -> [LatestDeviceReport] {
        var latest: [Device.ID: LatestDeviceReport] = [:]
        for outcome in outcomes {
            let report = outcome.report
            var entry = latest[report.deviceID] ?? LatestDeviceReport(device: report.deviceID, heardAt: report.at)
            entry.heardAt = max(entry.heardAt, report.at)
            if report.version != nil, entry.decisive.map({ report.at >= $0.report.at }) ?? true {
                entry.decisive = outcome
            }
            latest[report.deviceID] = entry
        }
        return latest.values.sorted { $0.device < $1.device }
    }
}

extension VersionVerdict {
    /// None where nothing is stored.
    package var storedName: String? {
        switch self {
        case .verified: "verified"
        case .fellBack: "fell_back"
        case .undecided: nil
        }
    }
}
