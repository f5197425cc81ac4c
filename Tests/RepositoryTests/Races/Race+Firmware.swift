import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport

extension Race {
    static let firmware = [
        Race("two keys of one name added at once") { round in
            let (one, other) = (SigningPair().publicBytes, SigningPair().publicBytes)
            return [one, other, one, other].map { bytes -> RaceCall in
                {
                    try await round.services.firmware.addSigningKey(
                        named: "key-\(round.number)", publicKey: bytes, by: round.ada
                    ).publicKey
                }
            }
        } faults: { round, outcomes in
            let stored = try await keys(in: round)
            let lost = Set(outcomes.compactMap(\.returned)).subtracting(stored.map(\.publicKey))
            return unexpected(outcomes, allowed: ["REQUEST_001"]) + fault(!lost.isEmpty, "\(lost.count) keys lost")
                + (try await removeKeys(in: round))
        },
        Race("one key added under two names at once") { round in
            let bytes = SigningPair().publicBytes
            return (0..<4).map { place -> RaceCall in
                {
                    try await round.services.firmware.addSigningKey(
                        named: "key-\(round.number)-\(place)", publicKey: bytes, by: round.ada
                    ).name
                }
            }
        } faults: { round, outcomes in
            let stored = try await keys(in: round)
            return unexpected(outcomes, allowed: ["REQUEST_001"])
                + fault(stored.count != 1, "one key is there \(stored.count) times") + (try await removeKeys(in: round))
        },
        Race("a key removed twice at once") { round in
            let name = "key-\(round.number)"
            _ = try await round.services.firmware.addSigningKey(
                named: name, publicKey: SigningPair().publicBytes, by: round.ada)
            return times(4) {
                try await round.services.firmware.removeSigningKey(named: name, leavingNone: true, by: round.ada).name
            }
        } faults: { round, outcomes in
            let removed = try await round.events(.signingKeyRemoved).count
            return unexpected(outcomes, allowed: ["REQUEST_001"])
                + fault(removed != 1, "\(removed) events of one removal")
        },
        Race("the last two keys removed at once") { round in
            let names = ["key-\(round.number)-a", "key-\(round.number)-b"]
            for name in names {
                _ = try await round.services.firmware.addSigningKey(
                    named: name, publicKey: SigningPair().publicBytes, by: round.ada)
            }
            return names.map { name -> RaceCall in
                { try await round.services.firmware.removeSigningKey(named: name, by: round.ada).name }
            }
        } faults: { round, outcomes in
            let left = try await keys(in: round).count
            return unexpected(outcomes, allowed: ["FIRMWARE_013"]) + fault(left != 1, "\(left) keys are left")
                + (try await removeKeys(in: round))
        },
        Race("the same bytes as several versions at once") { round in
            try Data("the bytes of round \(round.number)".utf8).write(to: file(of: round))
            return (0..<4).map { place -> RaceCall in
                {
                    try await round.services.firmware.importFile(
                        at: file(of: round).path, as: .example(version: "5.\(place).\(round.number)"), by: round.ada
                    ).version
                }
            }
        } faults: { round, outcomes in
            try FileManager.default.removeItem(at: file(of: round))
            let stored = try await round.services.repository.read { reader in
                try (0..<4).compactMap { try reader.release(version: "5.\($0).\(round.number)") }.count
            }
            return unexpected(outcomes, allowed: ["FIRMWARE_012"])
                + fault(stored != 1, "\(stored) versions with the same bytes")
        },
        Race("approval beside a key and a signature") { round in
            let draft = try await round.draft()
            _ = try await round.services.sharedSettings.set("bare_signatures", to: "allowed", by: round.ada)
            _ = try await round.services.firmware.promote(draft.version, to: .testing, by: round.ada)
            let firmware = round.services.firmware
            let pair = SigningPair()
            let signature = try pair.signature(of: StockedFleet.firmwareText.utf8)
            return times(2) { try await firmware.promote(draft.version, to: .approved, by: round.ada).version } + [
                {
                    try await firmware.addSigningKey(
                        named: "key-\(round.number)", publicKey: pair.publicBytes, by: round.ada
                    ).name
                },
                { try await firmware.attach(signature, to: draft.version, by: round.ada).version },
            ]
        } faults: { round, outcomes in
            let events = try await round.events(.signingKeyAdded, .firmwareSigned, .firmwarePromoted).dropFirst()
            let approved = events.filter { $0.kind == .firmwarePromoted }.count
            let before = events.prefix { $0.kind != .firmwarePromoted }.map(\.kind)
            let after = events.drop { $0.kind != .firmwarePromoted }.map(\.kind)
            return unexpected(outcomes, allowed: ["FIRMWARE_002", "FIRMWARE_008"])
                + fault(approved > 1, "approved \(approved) times")
                + fault(approved > 0 && before == [.signingKeyAdded], "approved without a signature")
                + fault(after.contains(.firmwareSigned), "signed after its approval")
                + (try await removeKeys(in: round))
        },
        Race("imports of one version beside the clean-up of uploads") { round in
            let path = file(of: round)
            try Data("firmware of round \(round.number)".utf8).write(to: path)
            let release = NewFirmwareRelease.example(version: "4.0.\(round.number)")
            return times(3) {
                try await round.services.firmware.importFile(at: path.path, as: release, by: round.ada).version
            }
                + times(2) {
                    try await round.services.repository.write { transaction in
                        let now = transaction.now
                        for sha256 in try transaction.idleUploads(since: now, after: nil, limit: 99) {
                            _ = try transaction.discardUpload(ofSHA256: sha256, idleSince: now, limit: 99)
                        }
                        return "cleaned"
                    }
                }
        } faults: { round, outcomes in
            try FileManager.default.removeItem(at: file(of: round))
            let release = try await round.services.repository.read { try $0.release(version: "4.0.\(round.number)") }
            let stored = try await round.services.repository.read { reader in
                try release.map { try reader.storedChunks(ofSHA256: $0.checksum).bytes }
            }
            return unexpected(outcomes, allowed: ["FIRMWARE_002", "FIRMWARE_007"])
                + fault(stored != release?.sizeBytes, "a release without its bytes")
        },
        Race("imports of versions that are equal") { round in
            let versions = ["5.0.\(round.number)", "v5.0.\(round.number)", "5.0.\(round.number).0+b"]
            return try versions.enumerated().map { number, version in
                // Other bytes, so that nothing but the version is one.
                let path = file(of: round).appendingPathExtension("\(number)")
                try Data("\(version)".utf8).write(to: path)
                return {
                    defer { try? FileManager.default.removeItem(at: path) }
                    return try await round.services.firmware.importFile(
                        at: path.path, as: .example(version: version), by: round.ada
                    ).version
                }
            }
        } faults: { round, outcomes in
            let version = FirmwareVersion("5.0.\(round.number)")
            let equal = try await round.services.repository.read { reader in
                try version.map { try reader.releases(equalTo: $0).count }
            }
            return unexpected(outcomes, allowed: ["FIRMWARE_007"])
                + fault(equal != 1, "\(equal ?? 0) releases of one version")
        },
        Race("promotion beside promotion") { round in
            let draft = try await round.draft()
            return times(4) {
                try await round.services.firmware.promote(draft.version, to: .testing, by: round.ada).version
            }
        } faults: { round, outcomes in
            let promoted = try await round.events(.firmwarePromoted).count
            return unexpected(outcomes, allowed: ["FIRMWARE_008"]) + fault(promoted != 1, "promoted \(promoted) times")
        },
    ]

    private static func file(of round: RaceRound) -> URL {
        FileManager.default.temporaryDirectory.appending(path: "slipway-\(round.name)")
    }

    private static func keys(in round: RaceRound) async throws -> [SigningKey] {
        try await round.services.firmware.signingKeys(as: round.ada)
    }

    /// For the next round.
    private static func removeKeys(in round: RaceRound) async throws -> [String] {
        for key in try await keys(in: round) {
            _ = try await round.services.firmware.removeSigningKey(named: key.name, leavingNone: true, by: round.ada)
        }
        return []
    }
}
