import SlipwayCore

/// An update session as the API gives it by its id: with the names of what it belongs to.
struct SessionDocument: Encodable {
    private let row: SessionRow

    init(_ row: SessionRow) {
        self.row = row
    }

    func encode(to encoder: any Encoder) throws {
        try row.session.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(row.deviceUID, forKey: .deviceUID)
        try container.encode(row.organizationID, forKey: .organizationID)
        try container.encode(row.organizationName, forKey: .organizationName)
        try container.encode(row.firmwareVersion, forKey: .firmwareVersion)
        try container.encode(row.batchID, forKey: .updateBatchID)
    }

    private enum CodingKeys: String, CodingKey {
        case deviceUID, organizationID, organizationName, firmwareVersion, updateBatchID
    }

    static let headings = ["SESSION", "DEVICE", "FIRMWARE", "STATUS", "PROGRESS", "BATCH", "SINCE", "REASON"]

    var cells: [String] {
        let session = row.session
        return [
            session.sessionID.description, row.deviceUID, row.firmwareVersion, session.updateStatus.rawValue,
            "\(session.progressPercent)%", row.batchID?.description ?? "-", session.stateSince.description,
            session.failureReason ?? session.reasonCode?.words ?? "",
        ]
    }

    func show(json: Bool) throws {
        if json {
            try StandardOutput.print(json: self)
        } else {
            StandardOutput.print(table: Self.headings, rows: [cells])
        }
    }
}
