import SlipwayAPI
import Testing

@Suite struct IPNetworkTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "::ffff:127.0.0.1", true),
        ("::ffff:127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("::1", "127.0.0.1", false),
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("192.168.4.0/22", "192.168.7.255", true),
        ("192.168.4.0/22", "192.168.8.0", false), ("10.1.2.3/8", "10.9.9.9", true), ("0.0.0.0/0", "8.8.8.8", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("2001:db8::/32", "2001:0DB8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("2001:db8::8/125", "2001:db8::f", true), ("2001:db8::8/125", "2001:db8::10", false),
        ("::ffff:10.0.0.0/104", "10.1.2.3", true), ("fe80::/10", "fe80::1%eth0", true),
    ])
    func `a network contains the addresses that begin as it does`(
        network: String, address: String, contains: Bool
    ) throws {
        #expect(try #require(IPNetwork(network)).contains(try #require(IPAddress(address))) == contains)
    }

    @Test(arguments: [
        "", "/", "/8", "nginx", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0",
        "10.0.0.256", "10.0.0.1:80", "[::1]", "::/129", "10.0.0.0/8 ", "10.0.0.1\u{0}", "0x7f000001", "2001:db8:::1",
    ])
    func `what is neither an address nor a network is none`(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
