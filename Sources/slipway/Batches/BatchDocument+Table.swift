import SlipwayAPI

extension BatchDocument.DeviceEntry {
    static let headings = ["DEVICE", "STATUS", "SESSION", "PROGRESS", "FROM", "REASON"]

    var row: [String] {
        [
            deviceUID, status.rawValue, updateStatus?.rawValue ?? "-", progressPercent.map { "\($0)%" } ?? "-",
            fromVersion.isEmpty ? "?" : fromVersion, failureReason ?? reasonCode?.words ?? "",
        ]
    }
}
