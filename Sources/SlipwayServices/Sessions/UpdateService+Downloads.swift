import SlipwayCore

extension UpdateService {
    /// Bytes of the release for the device of a session; the first call moves it to downloading.
    ///
    /// Bytes are read only after the gate was seen open in the same call, so that once a pause, a halt or a cancellation
    /// has returned no further call gets any; whoever streams a release must ask piece by piece, at least once a second.
    ///
    /// - Parameters:
    ///   - offset: from the start of the release, below its size.
    ///   - size: from 1 to 1 MiB; fewer come at the end.
    /// - Throws: UPDATE_008, UPDATE_014, OTA_006, REQUEST_001, DEVICE_003, FIRMWARE_010.
    package func readBytes(
        _ session: SessionID, offset: Int64, size: Int, as principal: Principal
    ) async throws -> [UInt8] {
        let found = try await repository.read { reader -> FedBytes? in
            let context = try Self.ownSession(session, as: principal, in: reader)
            try Self.check(offset: offset, size: size, in: context.firmware)
            guard !needsWrite(context, at: reader.now) else { return nil }
            return try source(of: context.firmware, offset: offset, size: size, in: reader)
        }
        if let found { return try await bytes(from: found, offset: offset, size: size) }
        _ = try await report(.downloadBegan, on: session, as: principal)
        let later = try await repository.read { reader in
            // Between the report and this moment somebody may have closed the gate.
            let context = try Self.ownSession(session, as: principal, in: reader)
            if let hold = context.hold { throw SlipwayError.held(hold) }
            _ = try context.session.updateStatus.after(.downloadBegan)
            return try source(of: context.firmware, offset: offset, size: size, in: reader)
        }
        return try await bytes(from: later, offset: offset, size: size)
    }

    private enum FedBytes: Sendable {
        case read([UInt8])
        case cached(FirmwareRelease, in: CachedFirmware)
    }

    private func source(
        of firmware: FirmwareRelease, offset: Int64, size: Int, in reader: any FirmwareReader
    ) throws -> FedBytes {
        if let file = firmwareCache?.file(of: firmware) { return .cached(firmware, in: file) }
        return .read(try Self.bytes(of: firmware, offset: offset, size: size, in: reader))
    }

    /// A file that fails, or is no longer the release, is given up for the database.
    private func bytes(from source: FedBytes, offset: Int64, size: Int) async throws -> [UInt8] {
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

    /// What a device is about to download, whatever its session's state.
    ///
    /// - Throws: UPDATE_008, DEVICE_003.
    package func download(of session: SessionID, as principal: Principal) async throws -> OpenedDownload {
        try await repository.read { reader in
            let context = try Self.ownSession(session, as: principal, in: reader)
            return OpenedDownload(
                firmware: context.firmware, bytesTransferred: context.session.bytesTransferred,
                silence: reader.now - context.session.lastHeardAt)
        }
    }

    /// Whether bytes of a download that has begun may still be fed.
    ///
    /// - Throws: UPDATE_008, UPDATE_014, OTA_006, DEVICE_003.
    package func requireFeeding(_ session: SessionID, as principal: Principal) async throws {
        try await repository.read { reader in
            let context = try Self.ownSession(session, as: principal, in: reader)
            if let hold = context.hold { throw SlipwayError.held(hold) }
            _ = try context.session.updateStatus.after(.downloadBegan)
        }
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
}

/// A release on its way to a device, as far as it is.
package struct OpenedDownload: Hashable, Sendable {
    package let firmware: FirmwareRelease
    /// As far as the device, or an earlier download, has said.
    package let bytesTransferred: Int64
    /// Since the session was last heard of.
    package let silence: Duration
}
