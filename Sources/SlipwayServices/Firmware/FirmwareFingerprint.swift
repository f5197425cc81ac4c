import Crypto
import SlipwayCore

/// What a firmware file was when it was read through: its checksums, and that of each piece.
struct FirmwareFingerprint: Hashable, Sendable {
    let digests: FirmwareDigests
    let sizeBytes: Int64
    /// With these the second pass stores no piece that is not the one that was hashed.
    let pieces: [SHA256.Digest]

    /// Reads the file once, piece by piece.
    ///
    /// - Throws: FIRMWARE_002, also where it is empty; FIRMWARE_006 beyond `limit` bytes.
    init(of file: FirmwareFile, limit: Int64) async throws {
        guard file.size <= limit else { throw SlipwayError.firmwareTooLarge(limit: limit) }
        var sha256 = SHA256()
        var sha1 = Insecure.SHA1()
        var md5 = Insecure.MD5()
        var pieces: [SHA256.Digest] = []
        var size: Int64 = 0
        var isAtEnd = false
        while !isAtEnd {
            try Task.checkCancellation()
            let bytes = try await file.piece(pieces.count)
            isAtEnd = bytes.count < FirmwareFile.pieceSize
            size += Int64(bytes.count)
            guard size <= limit else { throw SlipwayError.firmwareTooLarge(limit: limit) }
            guard !bytes.isEmpty else { break }
            sha256.update(data: bytes)
            sha1.update(data: bytes)
            md5.update(data: bytes)
            pieces.append(SHA256.hash(data: bytes))
        }
        guard size > 0 else { throw SlipwayError.firmwareInvalid(.unreadable("it is empty")) }
        digests = FirmwareDigests(
            sha256: sha256.finalize().hexText, sha1: sha1.finalize().hexText, md5: md5.finalize().hexText)
        sizeBytes = size
        self.pieces = pieces
    }
}
