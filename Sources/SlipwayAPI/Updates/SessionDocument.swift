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
