import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// What a client sees of an answer.
struct SeenAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]
    /// Whether the body broke off.
    let wasCut: Bool

    init(_ response: Response) async throws {
        status = response.status.code
        headers = response.headers
        let collected = CollectedBody()
        do {
            try await response.body.write(Writer(collected: collected))
            wasCut = false
        } catch {
            wasCut = true
        }
        bytes = collected.bytes
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONMembers {
        get throws { JSONMembers(try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])) }
    }

    /// The stable code of a refusal.
    var code: String? { (try? json)?["code"] as? String }

    private struct Writer: ResponseBodyWriter {
        let collected: CollectedBody

        func write(_ buffer: ByteBuffer) async throws { collected.bytes += buffer.readableBytesView }
        consuming func finish(_: HTTPFields?) async throws {}
    }
}

/// One answer is read by one task.
private final class CollectedBody {
    var bytes: [UInt8] = []
}

/// The members of a JSON object.
struct JSONMembers {
    private let members: [String: Any]

    init(_ members: [String: Any]) { self.members = members }

    subscript(name: String) -> Any? { members[name] }

    func object(_ name: String) throws -> JSONMembers {
        JSONMembers(try #require(members[name] as? [String: Any]))
    }

    func objects(_ name: String) throws -> [JSONMembers] {
        try #require(members[name] as? [[String: Any]]).map { JSONMembers($0) }
    }

    func text(_ name: String) throws -> String { try #require(members[name] as? String) }

    func integer(_ name: String) throws -> Int { try #require(members[name] as? Int) }
}
