import SlipwayCore

/// An update session as the API gives it: with what it belongs to.
package struct SessionDocument: Encodable {
    package let session: UpdateSession
    package let deviceUID: String
    package let organizationID: Organization.ID
    package let organizationName: String
    package let firmwareVersion: String
    package let batchID: UpdateBatch.ID?

    package init(_ row: SessionRow) {
        session = row.session
        deviceUID = row.deviceUID
        organizationID = row.organizationID
        organizationName = row.organizationName
        firmwareVersion = row.firmwareVersion
        batchID = row.batchID
    }

    package func encode(to encoder: any Encoder) throws {
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
}

extension SessionID {
    static let sample: SessionID = {
        var constant = ConstantGenerator()
        return SessionID(using: &constant)
    }()

    private struct ConstantGenerator: RandomNumberGenerator {
        func next() -> UInt64 { 0 }
    }
}

extension UpdateSession {
    static let sample = UpdateSession(
        id: .init(1), sessionID: .sample, deviceID: .init(1), firmwareID: .init(1), updateStatus: .failed,
        progressPercent: 50,
        bytesTransferred: 1, transferRate: 0.5, startedAt: .sample, completedAt: .sample, reasonCode: .deviceReported,
        failureReason: "", stateSince: .sample, lastReportAt: .sample, deadlineAt: .sample, createdAt: .sample,
        updatedAt: .sample)
}

extension SessionRow {
    static let sample = SessionRow(
        session: .sample, deviceUID: "dev-001", organizationID: .init(1), organizationName: "acme",
        firmwareVersion: "4.12.0", batchID: .init(1))
}
