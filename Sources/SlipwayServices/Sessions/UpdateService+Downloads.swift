import SlipwayCore

extension UpdateService {
    /// Bytes of the release for the device of a session; the first call moves it to downloading.
    ///
    /// Bytes are read only after the gate was seen open in the same call, so that once a pause, a halt or a cancellation
    /// has returned no further call gets any; a caller that streams a release asks for each piece, once a second at least.
    ///
    /// - Parameters:
    ///   - offset: from the start of the release, below its size.
    ///   - size: from 1 to 1 MiB; fewer come at the end.
    /// - Throws: UPDATE_008, UPDATE_014, OTA_006, REQUEST_001, DEVICE_003, FIRMWARE_010.
    package func readBytes(
        _ session: SessionID, offset: Int64, size: Int, as principal: Principal
    ) async throws -> [UInt8] {
        let source = try await feed(offset: offset, size: size, isQuestion: false) { reader in
            try Self.ownSession(session, as: principal, in: reader)
        } begin: {
            try await report(.downloadBegan, on: session, as: principal)
        } copy: { firmware, reader in
            try Self.bytes(of: firmware, offset: offset, size: size, in: reader)
        }
        switch source {
        case .read(let bytes): return bytes
        case .cached(let firmware, let file):
            let count = Int(min(Int64(size), firmware.sizeBytes - offset))
            if let bytes = await file.bytes(at: offset, count: count) { return bytes }
            firmwareCache?.drop(firmware, because: .changed)
            return try await repository.read { reader in
                try Self.bytes(of: firmware, offset: offset, size: size, in: reader)
            }
        }
    }

    /// Bytes that are fed at a time from the database.
    package static let pieceSize = FirmwareFile.pieceSize
    /// The same of a file: they take no memory, and each time costs a read of the database.
    package static let regionSize = 2 * FirmwareFile.pieceSize

    /// The next bytes of a download for a device that shows its token, in one read: the statement that reads the session
    /// proves the token. From the database they end with a stored piece at most, from a file with a region. Else as
    /// ``readBytes(_:offset:size:as:)``.
    ///
    /// - Parameters:
    ///   - firmware: the release, as it was when the download was opened.
    ///   - bytes: what is wanted, not empty, and within the release.
    ///   - copy: makes of bytes that the database has what is sent.
    /// - Throws: AUTH_001 for an unknown device too, UPDATE_008, UPDATE_014, OTA_006, DEVICE_003, FIRMWARE_010.
    package func piece<Copy: Sendable>(
        of session: SessionID, _ firmware: FirmwareRelease, _ bytes: Range<Int64>, to uid: String, token: String,
        copy: @escaping @Sendable (UnsafeRawBufferPointer) -> Copy
    ) async throws -> DownloadPiece<Copy> {
        let hash = TokenHash.sha256Hex(of: token)
        let offset = bytes.lowerBound
        let pieceSize = Int64(FirmwareFile.pieceSize)
        let size = Int(min(bytes.upperBound - offset, pieceSize - offset % pieceSize))
        let piece = firmwareCache?.contains(firmware) == true ? nil : Int(offset / pieceSize)
        let source = try await feed(offset: offset, size: size, isQuestion: true) { reader in
            try Self.shownSession(session, uid: uid, tokenHash: hash, beforePiece: piece, in: reader)
        } begin: {
            try await report(.downloadBegan, on: session, from: uid, token: token)
        } copy: { firmware, reader in
            try Self.piece(of: firmware, offset: offset, size: size, in: reader, copy: copy)
        }
        switch source {
        case .read(let copy): return .read(copy)
        case .cached(let firmware, let file):
            let regionSize = Int64(Self.regionSize)
            let count = Int(min(bytes.upperBound - offset, regionSize - offset % regionSize))
            if let region = await file.region(at: offset, count: count) { return .cached(region) }
            firmwareCache?.drop(firmware, because: .changed)
            return .read(
                try await repository.read { reader in
                    try Self.piece(of: firmware, offset: offset, size: size, in: reader, copy: copy)
                })
        }
    }

    /// Gives the file up for the database where it is no longer the release.
    ///
    /// - Throws: FIRMWARE_010 then.
    package func requireRight(_ bytes: CachedBytes, of firmware: FirmwareRelease) async throws {
        guard await !bytes.areRight else { return }
        firmwareCache?.drop(firmware, because: .changed)
        throw SlipwayError.firmwareBytesDamaged(version: firmware.version)
    }

    private enum FedBytes<Copy: Sendable>: Sendable {
        case read(Copy)
        case cached(FirmwareRelease, in: CachedFirmware)
    }

    /// - Parameters:
    ///   - isQuestion: whether the session brings the bytes along.
    ///   - context: of the session, which is the caller's own.
    ///   - begin: reports that the download begins, or goes on.
    private func feed<Copy: Sendable>(
        offset: Int64, size: Int, isQuestion: Bool,
        context: @escaping @Sendable (any RepositoryReader) throws -> SessionContext,
        begin: () async throws -> UpdateSession,
        copy: @escaping @Sendable (FirmwareRelease, any FirmwareReader) throws -> Copy
    ) async throws -> FedBytes<Copy> {
        let found = try await look(isQuestion: isQuestion) { reader -> FedBytes<Copy>? in
            let context = try context(reader)
            try Self.check(offset: offset, size: size, in: context.firmware)
            guard !needsWrite(context, at: reader.now) else { return nil }
            return try source(of: context.firmware, in: reader, copy: copy)
        }
        if let found { return found }
        _ = try await begin()
        return try await look(isQuestion: isQuestion) { reader in
            // The gate may have closed between the report and this moment.
            let context = try context(reader)
            try Self.requireFeeding(context)
            return try source(of: context.firmware, in: reader, copy: copy)
        }
    }

    private func look<Value: Sendable>(
        isQuestion: Bool, _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        if isQuestion { return try await repository.ask(body) }
        return try await repository.read(body)
    }

    private func source<Copy: Sendable>(
        of firmware: FirmwareRelease, in reader: any FirmwareReader,
        copy: (FirmwareRelease, any FirmwareReader) throws -> Copy
    ) throws -> FedBytes<Copy> {
        if let file = firmwareCache?.file(of: firmware) { return .cached(firmware, in: file) }
        return .read(try copy(firmware, reader))
    }

    /// What a device is about to download, whatever its session's state.
    ///
    /// - Throws: UPDATE_008, DEVICE_003.
    package func download(of session: SessionID, as principal: Principal) async throws -> OpenedDownload {
        try await repository.ask { reader in
            let context = try Self.ownSession(session, as: principal, in: reader)
            return OpenedDownload(
                firmware: context.firmware, bytesTransferred: context.session.bytesTransferred,
                silence: reader.now - context.session.lastHeardAt, budget: context.budget)
        }
    }

    /// Whether bytes of a download that has begun may still be fed to a device that shows its token; in one read.
    ///
    /// - Throws: AUTH_001, UPDATE_008, UPDATE_014, OTA_006, DEVICE_003.
    @discardableResult
    package func requireFeeding(
        _ session: SessionID, to uid: String, token: String
    ) async throws -> ContinuedDownload {
        let hash = TokenHash.sha256Hex(of: token)
        return try await repository.ask { reader in
            let context = try Self.shownSession(session, uid: uid, tokenHash: hash, in: reader)
            try Self.requireFeeding(context)
            return ContinuedDownload(
                budget: context.budget,
                isQuiet: reader.now - context.session.lastHeardAt >= Self.signOfLifeInterval)
        }
    }

    /// Notes that a download goes on that waits for its turn, so that its device is not failed for the time that takes.
    ///
    /// - Throws: as ``requireFeeding(_:to:token:)``.
    package func noteFeeding(_ session: SessionID, to uid: String, token: String) async throws {
        _ = try await report(.downloadBegan, on: session, from: uid, token: token)
    }

    private static func requireFeeding(_ context: SessionContext) throws(SlipwayError) {
        if let hold = context.hold { throw .held(hold) }
        _ = try context.session.updateStatus.after(.downloadBegan)
    }

    /// A download that goes on is a sign of life, but not one worth a write for every piece.
    private static let signOfLifeInterval: Duration = .seconds(60)

    /// A closed gate and an illegal state are answered by the write as well, which judges exactly.
    private func needsWrite(_ context: SessionContext, at now: Timestamp) -> Bool {
        switch context.session.updateStatus {
        case .downloading:
            context.hold != nil || now - context.session.lastHeardAt >= Self.signOfLifeInterval
        case .initiated, .acknowledged, .flashed, .completed, .failed, .cancelled: true
        }
    }

    private static func check(offset: Int64, size: Int, in firmware: FirmwareRelease) throws(SlipwayError) {
        var faults: [FieldFault] = []
        if !(0..<firmware.sizeBytes).contains(offset) {
            faults.append(FieldFault(field: "offset", fault: "must be from 0 to below \(firmware.sizeBytes)"))
        }
        if !(1...FirmwareFile.pieceSize).contains(size) {
            faults.append(FieldFault(field: "size", fault: "must be from 1 to \(FirmwareFile.pieceSize)"))
        }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }

    /// At most two stored pieces hold what is asked for.
    private static func bytes(
        of firmware: FirmwareRelease, offset: Int64, size: Int, in reader: any FirmwareReader
    ) throws -> [UInt8] {
        let end = min(offset + Int64(size), firmware.sizeBytes)
        let pieceSize = Int64(FirmwareFile.pieceSize)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(end - offset))
        for number in Int(offset / pieceSize)...Int((end - 1) / pieceSize) {
            let start = Int64(number) * pieceSize
            let wanted = Int(max(offset, start) - start)..<Int(min(end, start + pieceSize) - start)
            guard let piece = try reader.chunk(number, ofSHA256: firmware.checksum), wanted.upperBound <= piece.count
            else { throw SlipwayError.firmwareBytesDamaged(version: firmware.version) }
            bytes += piece[wanted]
        }
        return bytes
    }

    /// Of one stored piece, which holds them all.
    private static func piece<Copy>(
        of firmware: FirmwareRelease, offset: Int64, size: Int, in reader: any FirmwareReader,
        copy: (UnsafeRawBufferPointer) -> Copy
    ) throws -> Copy {
        let (number, start) = offset.quotientAndRemainder(dividingBy: Int64(FirmwareFile.pieceSize))
        let wanted = Int(start)..<(Int(start) + size)
        let copied = try reader.withChunk(Int(number), ofSHA256: firmware.checksum) { piece -> Copy? in
            wanted.upperBound <= piece.count ? copy(UnsafeRawBufferPointer(rebasing: piece[wanted])) : nil
        }
        guard let copied = copied ?? nil else { throw SlipwayError.firmwareBytesDamaged(version: firmware.version) }
        return copied
    }
}

/// Bytes on their way to a device.
package enum DownloadPiece<Copy: Sendable>: Sendable {
    case read(Copy)
    case cached(CachedBytes)
}

/// A release on its way to a device, as far as it is.
package struct OpenedDownload: Hashable, Sendable {
    package let firmware: FirmwareRelease
    /// As far as the device, or an earlier download, has said.
    package let bytesTransferred: Int64
    /// Since the session was last heard of.
    package let silence: Duration
    /// What it takes part in; none where its rollout has no limit.
    package let budget: DownloadBudget?
}

/// A download that goes on, as it is at one moment.
package struct ContinuedDownload: Hashable, Sendable {
    package let budget: DownloadBudget?
    /// Whether it is to be noted that it goes on.
    package let isQuiet: Bool
}
