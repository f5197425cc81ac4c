import SlipwayCore
import SlipwayServices

/// The answer to a device that asks for an update.
struct CheckDocument: Encodable {
    private let updateAvailable: Bool
    private let currentVersion: String
    /// Seconds.
    private let pollAfter: Int?
    private let updateSession: Session?

    /// - Parameter jitter: by which the time to the next question is multiplied, so that not all devices ask at once.
    init(_ check: UpdateCheck, jitter: Double) {
        let seconds = Int((check.pollAfter / .seconds(1) * jitter).rounded())
        currentVersion = check.currentVersion
        switch check.offer {
        case .none:
            (updateAvailable, pollAfter, updateSession) = (false, seconds, nil)
        case .finishing(let session, let firmware):
            (updateAvailable, pollAfter) = (false, seconds)
            updateSession = Session(session: session, firmware: firmware)
        case .available(let session, let firmware):
            (updateAvailable, pollAfter) = (true, nil)
            updateSession = Session(session: session, firmware: firmware)
        }
    }

    private init(session: UpdateSession, firmware: FirmwareRelease) {
        (updateAvailable, currentVersion, pollAfter) = (false, "", 0)
        updateSession = Session(session: session, firmware: firmware)
    }

    static let sample = CheckDocument(session: .sample, firmware: .sample)

    private struct Session: Encodable {
        let session: UpdateSession
        let firmware: FirmwareRelease

        func encode(to encoder: any Encoder) throws {
            try session.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(Firmware(firmware), forKey: .firmware)
        }

        private enum CodingKeys: String, CodingKey {
            case firmware
        }
    }

    private struct Firmware: Encodable {
        let version: String
        let checksum: String
        let sizeBytes: Int64
        let digitalSignature: String?
        let manifest: String?
        let manifestSignature: String?

        init(_ release: FirmwareRelease) {
            version = release.version
            checksum = release.checksum
            sizeBytes = release.sizeBytes
            digitalSignature = release.digitalSignature
            manifest = release.manifest
            manifestSignature = release.manifestSignature
        }
    }
}
