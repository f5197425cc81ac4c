import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayCore
import SlipwayServices
import Synchronization

/// Feeds a release to a device piece by piece, as it is stored, for as long as nothing holds its session.
package struct Download: Sendable {
    /// How often it is written down how far it is.
    static let reportInterval: Duration = .seconds(2)
    /// How long a new one waits where this server may use nothing of the rollout's budget, before its device is told to come
    /// back: longer than a server that has just begun takes.
    private static let patience: Duration = BandwidthShare.patience + .seconds(5)
    /// The same of one that is under way, before it is cut.
    private static let patienceUnderWay: Duration = .seconds(60)

    private typealias Piece = DownloadPiece<ByteBuffer>

    let session: SessionID
    let opened: OpenedDownload
    let range: DownloadRange
    let call: Call
    let slot: DownloadSlots.Slot
    /// In which it stands with other downloads of its rollout.
    let line: DownloadLine
    /// How often it is held against the gate while a piece is on its way.
    let watchInterval: Duration
    let updates: UpdateService

    private var device: String { call.principal.name }

    /// - Throws: UPDATE_014, OTA_006, REQUEST_007 and what else refuses the first piece; a later refusal cuts the connection.
    func answer() async throws -> Answer {
        let body: ResponseBody
        let size = Int(range.bytes.upperBound - range.bytes.lowerBound)
        if call.isHead {
            // To be told what there is begins nothing.
            try await updates.requireFeeding(session, to: device, token: call.token)
            body = ResponseBody(contentLength: size) { _ in }
        } else {
            if opened.budget != nil { call.connection.whenEnded { [weak line] in line?.close() } }
            guard try await line.hasPart(within: Self.patience) else { throw HTTPRefusal.overloaded(retryAfter: 10) }
            let first = try await piece(at: range.bytes.lowerBound)
            body = ResponseBody(contentLength: size) { writer in try await feed(first, to: &writer) }
        }
        let total = opened.firmware.sizeBytes
        var headers: HTTPFields = [
            .contentType: "application/octet-stream", .acceptRanges: "bytes", .cacheControl: "private",
            .eTag: DownloadRange.entityTag(of: opened.firmware),
        ]
        if range.isPartial {
            headers[.contentRange] = "bytes \(range.bytes.lowerBound)-\(range.bytes.upperBound - 1)/\(total)"
        }
        return Answer(status: range.isPartial ? .partialContent : .ok, headers: headers, body: body)
    }

    private func feed(_ first: Piece, to writer: inout any ResponseBodyWriter) async throws {
        let sending = SentFile()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watch(sending) }
                defer { group.cancelAll() }
                try await write(first, to: &writer, sending)
            }
        } catch {
            // Closed in good order, what waits in the system's buffers would still be sent, as slowly as the device takes it.
            await call.connection.cut()
            throw error
        }
        try await writer.finish(nil)
    }

    private func write(
        _ first: Piece, to writer: inout any ResponseBodyWriter, _ sending: SentFile
    ) async throws {
        var piece = first
        var offset = range.bytes.lowerBound
        var reportedAt = ContinuousClock.now - opened.silence
        while true {
            let sent = offset + Int64(try await send(piece, to: &writer, sending))
            // That a piece is sent does not mean that it arrives: only the last one counts before more is taken.
            let arrived = sent == opened.firmware.sizeBytes ? sent : offset
            if arrived > opened.bytesTransferred,
                arrived == sent || ContinuousClock.now - reportedAt >= Self.reportInterval
            {
                await report(arrived)
                reportedAt = .now
            }
            offset = sent
            guard offset < range.bytes.upperBound else { return }
            piece = try await self.piece(at: offset)
        }
    }

    private func piece(at offset: Int64) async throws -> Piece {
        try await updates.piece(
            of: session, opened.firmware, offset..<range.bytes.upperBound, to: device, token: call.token
        ) { ByteBuffer(bytes: $0) }
    }

    /// - Returns: how many bytes it was.
    private func send(
        _ piece: Piece, to writer: inout any ResponseBodyWriter, _ sending: SentFile
    ) async throws -> Int {
        switch piece {
        case .read(let bytes):
            var rest = bytes
            while rest.readableBytes > 0 {
                let count = try await turn(upTo: rest.readableBytes)
                try await call.connection.send(rest.readSlice(length: count) ?? rest, by: &writer)
            }
            return bytes.readableBytes
        case .cached(let bytes):
            sending.begin(bytes)
            defer { sending.end() }
            // The file remains that of the cache, which closes it.
            let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: bytes.descriptor)
            defer { _ = try? handle.takeDescriptorOwnership() }
            let (start, end) = (Int(bytes.range.lowerBound), Int(bytes.range.upperBound))
            var sent = start
            while sent < end {
                let part = sent..<sent + (try await turn(upTo: end - sent))
                let region = FileRegion(
                    fileHandle: handle, readerIndex: part.lowerBound, endIndex: part.upperBound)
                if try await !call.connection.send(region) {
                    let all = await bytes.read() ?? []
                    try await writer.write(
                        ByteBuffer(bytes: all.dropFirst(part.lowerBound - start).prefix(part.count)))
                }
                sent = part.upperBound
            }
            try await updates.requireRight(bytes, of: opened.firmware)
            return bytes.range.count
        }
    }

    /// Waits as long as the budget of its rollout asks for; nothing of that is asked of the database, and what watches the
    /// download cuts it meanwhile.
    ///
    /// - Returns: how many bytes may be sent, at most `count`.
    private func turn(upTo count: Int) async throws -> Int {
        guard let granted = try await line.take(upTo: count, patience: Self.patienceUnderWay) else {
            throw HTTPRefusal.overloaded(retryAfter: 10)
        }
        return granted
    }

    /// A report that comes too late, or finds the session elsewhere, changes nothing: the next piece decides.
    private func report(_ offset: Int64) async {
        let percent = Int(offset * 100 / max(1, opened.firmware.sizeBytes))
        do {
            _ = try await updates.progress(session, percent: percent, bytes: offset, as: call.principal)
        } catch {
            call.connection.logger.debug("progress was not recorded", metadata: ["error": "\(error)"])
        }
    }

    private func watch(_ sending: SentFile) async throws {
        while true {
            try await Task.sleep(for: watchInterval)
            do {
                if let bytes = sending.bytes { try await updates.requireRight(bytes, of: opened.firmware) }
                let present = try await updates.requireFeeding(session, to: device, token: call.token)
                line.adopt(present.budget)
                if present.isQuiet, present.budget != nil {
                    try await updates.noteFeeding(session, to: device, token: call.token)
                }
            } catch let error as SlipwayError {
                // While the database is away there is no telling; it may be back the next time.
                if error.databaseFailure != nil { continue }
                await call.connection.cut()
                throw error
            }
        }
    }
}

/// What the system is sending out of a file, so that a change is seen meanwhile: for bytes that were cut off it would
/// wait without end.
private final class SentFile: Sendable {
    private let state = Mutex<CachedBytes?>(nil)

    var bytes: CachedBytes? { state.withLock { $0 } }

    func begin(_ bytes: CachedBytes) { state.withLock { $0 = bytes } }

    func end() { state.withLock { $0 = nil } }
}
