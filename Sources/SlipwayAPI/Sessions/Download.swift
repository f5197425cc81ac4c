import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayCore
import SlipwayServices

/// Feeds a release to a device piece by piece, for as long as nothing holds its session.
package struct Download: Sendable {
    /// Bytes that are read at a time.
    package static let pieceSize = 256 << 10
    /// How often it is written down how far it is.
    static let reportInterval: Duration = .seconds(2)

    let session: SessionID
    let opened: OpenedDownload
    let range: DownloadRange
    let call: Call
    let slot: DownloadSlots.Slot
    /// How often it is held against the gate while a piece is on its way.
    let watchInterval: Duration
    let updates: UpdateService
    let authentication: AuthenticationService

    /// - Throws: UPDATE_014, OTA_006 and what else refuses the first piece; a later refusal cuts the connection.
    func answer() async throws -> Answer {
        // To be told what there is begins nothing.
        if call.isHead { try await updates.requireFeeding(session, as: call.principal) }
        let first = call.isHead ? [] : try await piece(at: range.bytes.lowerBound)
        let total = opened.firmware.sizeBytes
        var headers: HTTPFields = [
            .contentType: "application/octet-stream", .acceptRanges: "bytes", .cacheControl: "private",
            .eTag: DownloadRange.entityTag(of: opened.firmware),
        ]
        if range.isPartial {
            headers[.contentRange] = "bytes \(range.bytes.lowerBound)-\(range.bytes.upperBound - 1)/\(total)"
        }
        let body = ResponseBody(contentLength: Int(range.bytes.upperBound - range.bytes.lowerBound)) { writer in
            try await feed(first, to: &writer)
        }
        return Answer(status: range.isPartial ? .partialContent : .ok, headers: headers, body: body)
    }

    private func feed(_ first: [UInt8], to writer: inout any ResponseBodyWriter) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watch() }
                defer { group.cancelAll() }
                try await write(first, to: &writer)
            }
        } catch {
            // Closed in good order, what waits in the system's buffers would still be sent, as slowly as the device takes it.
            await call.connection.cut()
            throw error
        }
        try await writer.finish(nil)
    }

    private func write(_ first: [UInt8], to writer: inout any ResponseBodyWriter) async throws {
        var bytes = first
        var offset = range.bytes.lowerBound
        var reportedAt = ContinuousClock.now - opened.silence
        while true {
            try await writer.write(ByteBuffer(bytes: bytes))
            try await call.connection.flush()
            // That a piece is sent does not mean that it arrives: only the last one counts before more is taken.
            let sent = offset + Int64(bytes.count)
            let arrived = sent == opened.firmware.sizeBytes ? sent : offset
            if arrived > opened.bytesTransferred,
                arrived == sent || ContinuousClock.now - reportedAt >= Self.reportInterval
            {
                await report(arrived)
                reportedAt = .now
            }
            offset = sent
            guard offset < range.bytes.upperBound else { return }
            _ = try await authentication.authenticateDevice(call.token, uid: call.principal.name)
            bytes = try await piece(at: offset)
        }
    }

    private func piece(at offset: Int64) async throws -> [UInt8] {
        let size = Int(min(Int64(Self.pieceSize), range.bytes.upperBound - offset))
        return try await updates.readBytes(session, offset: offset, size: size, as: call.principal)
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

    private func watch() async throws {
        while true {
            try await Task.sleep(for: watchInterval)
            do {
                _ = try await authentication.authenticateDevice(call.token, uid: call.principal.name)
                try await updates.requireFeeding(session, as: call.principal)
            } catch let error as SlipwayError {
                // Nobody can tell while the database is away; it may be back the next time.
                if error.databaseFailure != nil { continue }
                await call.connection.cut()
                throw error
            }
        }
    }
}
