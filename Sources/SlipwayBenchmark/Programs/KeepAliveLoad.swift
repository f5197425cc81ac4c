/// Requests on several connections in step: each has one under way, and all are sent before the first answer is read.
final class KeepAliveLoad {
    private let connections: [KeepAliveConnection]

    init(port: Int, connections count: Int) throws {
        connections = try (0..<count).map { _ in try KeepAliveConnection(port: port) }
    }

    /// Sends each request once.
    ///
    /// - Throws: where an answer is not 200.
    func send(_ requests: some Collection<[UInt8]>) throws {
        var left = requests[...]
        while !left.isEmpty {
            let asking = Array(zip(connections, left.prefix(connections.count)))
            left = left.dropFirst(connections.count)
            for (connection, request) in asking { try connection.send(request) }
            for (connection, request) in asking {
                let answer = try connection.receive()
                guard answer.status == 200 else {
                    let line = String(decoding: request.prefix { $0 != 13 }, as: UTF8.self)
                    throw SystemFault(saying: "\(answer.status) to \(line)")
                }
            }
        }
    }

    /// A request without a body.
    static func request(_ method: String, _ path: String, token: String? = nil) -> [UInt8] {
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        let length = method == "POST" ? "Content-Length: 0\r\n" : ""
        return Array("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(authorization)\(length)\r\n".utf8)
    }
}
