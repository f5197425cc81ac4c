import SlipwayAPI
import Testing

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8_080, true), ("127.9.9.9:0", "127.9.9.9", 0, true),
        ("localhost:1", "localhost", 1, true), ("[::1]:65535", "::1", 65_535, true),
        ("0.0.0.0:80", "0.0.0.0", 80, false), ("[::]:80", "::", 80, false), ("10.0.0.5:80", "10.0.0.5", 80, false),
        ("[::ffff:10.0.0.5]:80", "::ffff:10.0.0.5", 80, false),
        ("[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80, true), ("fleet.example:80", "fleet.example", 80, false),
        // Names that only look like an address of this machine.
        ("127.evil.example:80", "127.evil.example", 80, false),
        ("127.0.0.1.example:80", "127.0.0.1.example", 80, false),
        ("127.0.0.256:80", "127.0.0.256", 80, false), ("127.1:80", "127.1", 80, false),
        ("localhost.example:80", "localhost.example", 80, false),
    ])
    func `what only this machine can reach is told from all else`(
        text: String, host: String, port: Int, isLoopback: Bool
    ) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "8080", ":8080", "localhost", "localhost:", "localhost:x", "localhost:65536", "::1:80", "a:-1",
    ])
    func `what is no host with a port is refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
