import SlipwayCore

@testable import DeviceSimulator

/// Calls any of several servers over HTTP with one token, again and again until one answers.
struct PatientCaller: Sendable {
    let servers: [ConnectionPool]
    let token: String
    /// Told each time that none answers, or that one fails.
    let countFailure: @Sendable () -> Void

    /// - Parameter path: below `/api/v2`.
    /// - Throws: `CancellationError` only.
    func get(_ path: String) async throws -> HTTPReply {
        try await untilAnswered(HTTPExchange(method: .get, path: "/api/v2\(path)", token: token))
    }

    /// - Parameter body: as JSON; empty for none.
    func post(_ path: String, _ body: String) async throws -> HTTPReply {
        try await untilAnswered(
            HTTPExchange(method: .post(Array(body.utf8)), path: "/api/v2\(path)", token: token))
    }

    private func untilAnswered(_ exchange: HTTPExchange) async throws -> HTTPReply {
        while true {
            try Task.checkCancellation()
            if let reply = try? await servers.randomElement()?.send(exchange), reply.isWhole, reply.status < 500 {
                return reply
            }
            countFailure()
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

extension HTTPReply {
    var isSuccess: Bool { (200..<300).contains(status) }
}
