import SlipwayCore
import TestSupport

extension ScreenWorld {
    static let hostileTexts = [
        Hostile.controls, Hostile.reversed, Hostile.emoji, Hostile.cjk, Hostile.marks, Hostile.long,
    ]

    /// What the services refuse stands in every column, put there below them: as a broken client of the database, or a
    /// version before the rules, would have left it.
    func fillHostile() async throws {
        let texts = Self.hostileTexts
        try await repository.write { transaction in
            let owners = try texts.map { text in
                try transaction.insertOrganization(name: text, displayName: Hostile.cjk + text)
            }
            let devices = try transaction.insert(
                zip(texts, owners).map { text, owner in
                    NewDevice.example(
                        uid: text, serialNumber: "serial " + text, in: owner.id, hardwareVersion: text,
                        tokenHash: "hash of " + String(text.prefix(20)))
                })
            for (device, text) in zip(devices, texts) { try transaction.report(text, from: device.id) }
            let releases = try texts.enumerated().map { place, text in
                try transaction.insert(
                    NewFirmwareRelease.example(
                        version: "1.0.\(place)", fileName: text, releaseNotes: text, minimumVersion: text,
                        hardwareVersions: [text, text]),
                    digests: .example(), sizeBytes: .max)
            }
            for text in texts {
                _ = try transaction.insert(NewAccessToken.example(text, scopes: Set(Scope.allCases)))
            }
            guard let release = releases.first else { return }
            let known = try devices.compactMap { try transaction.device($0.id) }
            let batch = try transaction.insertBatch(of: known, firmware: release.id, name: Hostile.emoji + Hostile.long)
            try transaction.insertHostileFailures(in: batch, texts: texts)
            try transaction.append(
                texts.map { text in
                    .example(
                        .batchCreated, by: .operator(text),
                        on: EventSubject(organizationID: batch.organizationID, batchID: batch.id), detail: text)
                })
        }
        // Not even the repository takes a version that is none.
        for (place, text) in texts.enumerated() {
            let quoted = text.replacing("'", with: "''")
            try await change("UPDATE firmware_releases SET version = '\(quoted)' WHERE version = '1.0.\(place)'")
        }
    }
}

extension RepositoryTransaction {
    /// All but two fail with a hostile reason; one of the others is silent since its flash.
    fileprivate func insertHostileFailures(in batch: UpdateBatch, texts: [String]) throws {
        let sessions = try startBatch(batch)
        for (session, text) in zip(sessions, texts).dropLast(2) {
            try step(session, to: .failed, failure: text)
            guard let context = try sessionContext(session) else { continue }
            try append([.example(.sessionFailed, by: .device(text), on: EventSubject(of: context), detail: text)])
        }
        for session in sessions.suffix(1) {
            for state in [UpdateSessionState.acknowledged, .downloading, .flashed] { try step(session, to: state) }
            guard let device = try sessionContext(session)?.batchDevice else { continue }
            try setSilent([device.id: .flashed])
        }
    }
}
