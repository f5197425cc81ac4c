import SlipwayCore

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
