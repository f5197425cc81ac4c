import SlipwayCore

/// A batch as the API gives it by its id: with its firmware, its counts and its devices.
struct BatchDocument: Encodable {
    private let batch: UpdateBatch
    private let firmwareVersion: String
    let devices: [DeviceEntry]

    init(_ live: BatchLive, devices: [BatchDeviceRow]) {
        batch = live.batch
        firmwareVersion = live.firmwareVersion
        self.devices = devices.map(DeviceEntry.init)
    }

    func encode(to encoder: any Encoder) throws {
        try batch.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Firmware(id: batch.firmwareID, version: firmwareVersion), forKey: .firmware)
        try container.encode(devices, forKey: .devices)
    }

    private enum CodingKeys: String, CodingKey {
        case firmware, devices
    }

    private struct Firmware: Encodable {
        let id: FirmwareRelease.ID
        let version: String
    }

    struct DeviceEntry: Encodable {
        let deviceID: Device.ID
        let deviceUID: String
        let status: UpdateBatchDeviceState
        let updateStatus: UpdateSessionState?
        let updateSessionID: SessionID?
        let progressPercent: Int?
        let fromVersion: String
        let hardwareVersion: String
        let reasonCode: ReasonCode?
        let failureReason: String?
        let verifiedAt: Timestamp?
        let fellBackAt: Timestamp?
        let silentAt: Timestamp?

        init(_ row: BatchDeviceRow) {
            deviceID = row.batchDevice.deviceID
            deviceUID = row.deviceUID
            status = row.batchDevice.status
            updateStatus = row.session?.updateStatus
            updateSessionID = row.batchDevice.updateSessionID
            progressPercent = row.session?.progressPercent
            fromVersion = row.batchDevice.fromVersion
            hardwareVersion = row.batchDevice.hardwareVersion
            reasonCode = row.batchDevice.reasonCode
            failureReason = row.batchDevice.failureReason
            verifiedAt = row.batchDevice.verifiedAt
            fellBackAt = row.batchDevice.fellBackAt
            silentAt = row.batchDevice.silentAt
        }

        static let headings = ["DEVICE", "STATUS", "SESSION", "PROGRESS", "FROM", "REASON"]

        var row: [String] {
            [
                deviceUID, status.rawValue, updateStatus?.rawValue ?? "-", progressPercent.map { "\($0)%" } ?? "-",
                fromVersion.isEmpty ? "?" : fromVersion, failureReason ?? reasonCode?.words ?? "",
            ]
        }
    }
}
