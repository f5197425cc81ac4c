import SlipwayAPI

extension SessionDocument {
    static let headings = [
        "SESSION", "DEVICE", "ORGANIZATION", "FIRMWARE", "BATCH", "STATUS", "PROGRESS", "STARTED", "REASON",
    ]

    var row: [String] {
        [
            session.sessionID.description, deviceUID, organizationName, firmwareVersion, batchID?.description ?? "-",
            session.updateStatus.rawValue, "\(session.progressPercent)%", session.startedAt.description,
            session.failureReason ?? session.reasonCode?.words ?? "",
        ]
    }

    func show(json: Bool) throws {
        if json {
            try StandardOutput.print(json: self)
        } else {
            StandardOutput.print(table: Self.headings, rows: [row])
        }
    }
}
