import NIOCore
import Synchronization

/// One device's connection through the proxy: one request at a time, as the devices send them.
final class ProxiedConnection: Sendable {
    private struct State {
        /// Bytes that may still come from the server.
        var left: Int
        /// Of a download that is under way.
        var session: String?
        /// The head of the answer, until it is whole.
        var head: String? = ""
    }

    private let ledger: WireLedger
    private let state: Mutex<State>

    init(_ ledger: WireLedger) {
        self.ledger = ledger
        state = Mutex(State(left: ledger.beginConnection()))
    }

    func note(request: ByteBuffer) {
        let text = String(buffer: request)
        let path = text.split(separator: " ").dropFirst().first ?? ""
        let parts = path.split(separator: "/")
        guard text.hasPrefix("GET "), parts.last == "download", let session = parts.dropLast().last else {
            state.withLock { ($0.session, $0.head) = (nil, "") }
            return
        }
        let offset = text.firstMatch(of: /[Rr]ange: bytes=([0-9]+)-/).flatMap { Int($0.output.1) } ?? 0
        ledger.beginDownload(of: String(session), at: offset)
        state.withLock { ($0.session, $0.head) = (String(session), "") }
    }

    /// - Returns: what of an answer is let through, and whether the connection is cut behind it.
    func pass(answer: ByteBuffer) -> (ByteBuffer, isCut: Bool) {
        var answer = answer
        let (passed, isCut, session, count) = state.withLock { state in
            let passed = answer.readSlice(length: min(state.left, answer.readableBytes)) ?? ByteBuffer()
            state.left -= passed.readableBytes
            return (passed, state.left <= 0, state.session, Self.bodyBytes(of: passed, after: &state.head))
        }
        if let session, count > 0 { ledger.deliver(count, of: session) }
        if isCut { ledger.countCut() }
        return (passed, isCut)
    }

    private static func bodyBytes(of passed: ByteBuffer, after head: inout String?) -> Int {
        guard let known = head else { return passed.readableBytes }
        let text = known + String(passed.readableBytesView.map { Character(Unicode.Scalar($0)) })
        guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else {
            head = text
            return 0
        }
        head = nil
        return text.unicodeScalars.distance(from: end.upperBound, to: text.endIndex)
    }
}
