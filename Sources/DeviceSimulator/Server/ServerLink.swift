import Foundation
import SlipwayCore

/// Carries the calls of devices over HTTP, each with that device's own token; now and then it cuts a download in its
/// middle, as the field does.
package struct ServerLink: DeviceLink {
    private let pool: ConnectionPool
    private let tokens: [String: String]
    private let seed: UInt64
    private let cutRate: Double

    /// - Parameters:
    ///   - tokens: by uid.
    ///   - cutRate: the share of reads that break off, from 0 to 1.
    package init(_ address: ServerAddress, tokens: [String: String], seed: UInt64, cutRate: Double = 0.1) {
        pool = ConnectionPool(address)
        self.tokens = tokens
        self.seed = seed
        self.cutRate = cutRate
    }

    package func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer {
        do {
            let reply = try await pool.send(try exchange(for: call, of: deviceUID))
            return try Self.answer(reply, to: call, of: deviceUID)
        } catch let error as CancellationError {
            throw error
        } catch {
            return .lost
        }
    }

    private func exchange(for call: DeviceCall, of uid: String) throws -> HTTPExchange {
        let device = "/api/v2/device/\(Self.encoded(uid))/updates"
        func post(_ session: SessionID, _ step: String, _ body: some Encodable) throws -> HTTPExchange {
            HTTPExchange(
                method: .post(Array(try JSONEncoder().encode(body))), path: "\(device)/\(session)/\(step)",
                token: tokens[uid] ?? "")
        }
        switch call {
        case .check(let version):
            let query = version.isEmpty ? "" : "?version=\(Self.encoded(version))"
            return HTTPExchange(method: .get, path: "\(device)/check\(query)", token: tokens[uid] ?? "")
        case .acknowledge(let session): return try post(session, "ack", [String: String]())
        case .readBytes(let session, let offset, let size):
            var exchange = HTTPExchange(
                method: .get, path: "\(device)/\(session)/download", token: tokens[uid] ?? "")
            exchange.range = offset..<(offset + Int64(size))
            exchange.cutAfter = cut(of: uid, session, offset: offset, size: size)
            return exchange
        case .progress(let session, let percent, let bytes):
            return try post(session, "progress", ["progress_percent": Int64(percent), "bytes_transferred": bytes])
        case .flashed(let session): return try post(session, "flashed", [String: String]())
        case .complete(let session, let checksum): return try post(session, "complete", ["checksum": checksum])
        case .fail(let session, let reason): return try post(session, "failed", ["reason": reason])
        }
    }

    /// In the middle, so that the rest is asked for from another place, and cut or not by that.
    private func cut(of uid: String, _ session: SessionID, offset: Int64, size: Int) -> Int? {
        var generator = SeededGenerator(seed: seed, path: "cut", uid, session.description, "\(offset)")
        return generator.fraction() < cutRate && size > 1 ? size / 2 : nil
    }

    private static func answer(_ reply: HTTPReply, to call: DeviceCall, of uid: String) throws -> DeviceAnswer {
        switch (reply.status, call) {
        case (200, .readBytes), (206, .readBytes): return reply.body.isEmpty ? .lost : .bytes(reply.body)
        case _ where !reply.isWhole: return .lost
        case (200, .check(let version)):
            let document = try decoded(CheckReply.self, reply)
            // Who does not know what it runs has only asked for that.
            if version.isEmpty { return .introduced(version: document.currentVersion) }
            guard let update = document.updateSession?.offered else { return .noUpdate }
            return document.updateAvailable ? .offered(update) : .finishing(update)
        case (200, _): return .accepted
        case (429, _), (500..., _): return .lost
        default: return .refused(try decoded(Refusal.self, reply).error(of: uid, call))
        }
    }

    private static func decoded<Document: Decodable>(_ type: Document.Type, _ reply: HTTPReply) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(reply.body))
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._"))) ?? ""
    }
}

private struct CheckReply: Decodable {
    let updateAvailable: Bool
    let currentVersion: String
    let updateSession: Session?

    struct Session: Decodable {
        let sessionId: SessionID
        let updateStatus: UpdateSessionState
        let firmware: Firmware

        var offered: OfferedUpdate {
            OfferedUpdate(
                session: sessionId, state: updateStatus, version: firmware.version, checksum: firmware.checksum,
                sizeBytes: firmware.sizeBytes)
        }
    }

    struct Firmware: Decodable {
        let version: String
        let checksum: String
        let sizeBytes: Int64
    }
}

private struct Refusal: Decodable {
    let code: String

    /// What a device makes of a code: those that it does not act on tell it that its session is over.
    func error(of uid: String, _ call: DeviceCall) -> SlipwayError {
        switch code {
        case "UPDATE_014": .held(.batchPaused)
        case "OTA_004": .checksumMismatch
        case "DEVICE_003": .deviceInactive(uid)
        case "AUTH_001": .invalidToken
        default: .sessionNotFound(code)
        }
    }
}
