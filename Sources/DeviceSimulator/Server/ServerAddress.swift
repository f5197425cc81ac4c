/// Where a server is, as `http://127.0.0.1:8080`; encryption is the business of a proxy.
package struct ServerAddress: Hashable, Sendable {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// None for anything but `http://HOST` with or without a port.
    package init?(_ text: String) {
        guard text.hasPrefix("http://") else { return nil }
        var rest = text.dropFirst("http://".count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.isEmpty, !rest.contains("/"), !rest.contains("@") else { return nil }
        guard let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") else {
            self.init(host: Self.unbracketed(rest), port: 80)
            return
        }
        guard let port = UInt16(rest[rest.index(after: colon)...]), colon > rest.startIndex else { return nil }
        self.init(host: Self.unbracketed(rest[..<colon]), port: Int(port))
    }

    private static func unbracketed(_ host: Substring) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }
}
