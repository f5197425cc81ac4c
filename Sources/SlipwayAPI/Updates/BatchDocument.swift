import SlipwayCore

/// A batch as the API gives it by its id: with its firmware, its counts and its devices.
package struct BatchDocument: Encodable {
    private let batch: UpdateBatch
    private let firmwareVersion: String
    package let devices: [DeviceEntry]

    package init(_ live: BatchLive, devices: [BatchDeviceRow]) {
        self.init(live.batch, firmwareVersion: live.firmwareVersion, devices: devices)
    }

    init(_ batch: UpdateBatch, firmwareVersion: String, devices: [BatchDeviceRow]) {
        self.batch = batch
        self.firmwareVersion = firmwareVersion
        self.devices = devices.map(DeviceEntry.init)
    }

    package func encode(to encoder: any Encoder) throws {
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

    package struct DeviceEntry: Encodable {
        package let deviceID: Device.ID
        package let deviceUID: String
        package let status: UpdateBatchDeviceState
        package let updateStatus: UpdateSessionState?
        package let updateSessionID: SessionID?
        package let progressPercent: Int?
        package let fromVersion: String
        package let hardwareVersion: String
        package let reasonCode: ReasonCode?
        package let failureReason: String?
        package let verifiedAt: Timestamp?
        package let fellBackAt: Timestamp?
        package let silentAt: Timestamp?

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
    }
}
