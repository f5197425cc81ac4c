/// Where a server listens: `127.0.0.1:8080`, `localhost:0` or `[::1]:8080`.
package struct ListenAddress: Hashable, Sendable {
    package let host: String
    /// From 0, which lets the system choose, to 65535.
    package let port: Int

    /// 127.0.0.1:8080.
    package static let standard = ListenAddress(host: "127.0.0.1", port: 8_080)

    /// A port of this machine that the system chooses.
    package static let anyLoopback = ListenAddress(host: "127.0.0.1", port: 0)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// None for what is not a host with a port.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = Int(port)
    }

    /// Whether only this machine can reach it: whatever leaves it goes in the clear.
    package var isLoopback: Bool {
        if host == "localhost" { return true }
        guard let address = IPAddress(host) else { return false }
        return IPNetwork.loopback.contains { $0.contains(address) }
    }
}
