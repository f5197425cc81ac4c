import SlipwayCore

/// An update session as the API gives it: with what it belongs to.
struct SessionDocument: Encodable {
    private let session: UpdateSession
    private let deviceUID: String
    private let organizationID: Organization.ID
    private let organizationName: String
    private let firmwareVersion: String
    private let batchID: UpdateBatch.ID?

    init(_ row: SessionRow) {
        session = row.session
        deviceUID = row.deviceUID
        organizationID = row.organizationID
        organizationName = row.organizationName
        firmwareVersion = row.firmwareVersion
        batchID = row.batchID
    }

    var row: [String] {
        [
            session.sessionID.description, deviceUID, organizationName, firmwareVersion, batchID?.description ?? "-",
            session.updateStatus.rawValue, "\(session.progressPercent)%", session.startedAt.description,
            session.failureReason ?? session.reasonCode?.words ?? "",
        ]
    }

    func encode(to encoder: any Encoder) throws {
        try session.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(deviceUID, forKey: .deviceUID)
        try container.encode(organizationID, forKey: .organizationID)
        try container.encode(organizationName, forKey: .organizationName)
        try container.encode(firmwareVersion, forKey: .firmwareVersion)
        try container.encode(batchID, forKey: .updateBatchID)
    }

    private enum CodingKeys: String, CodingKey {
        case deviceUID, organizationID, organizationName, firmwareVersion, updateBatchID
    }

    static let headings = [
        "SESSION", "DEVICE", "ORGANIZATION", "FIRMWARE", "BATCH", "STATUS", "PROGRESS", "STARTED", "REASON",
    ]

    func show(json: Bool) throws {
        if json {
            try StandardOutput.print(json: self)
        } else {
            StandardOutput.print(table: Self.headings, rows: [row])
        }
    }
}
