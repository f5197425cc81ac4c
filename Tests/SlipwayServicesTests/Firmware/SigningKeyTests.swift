import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct SigningKeyTests {
    @Test func `keys are listed by name, and what was done to them is recorded`() async throws {
        try await withFleet(devices: 0) { fleet in
            let (june, may) = (SigningPair(), SigningPair())
            #expect(try await fleet.add("may", may.publicBytes) == may.key(named: "may"))
            _ = try await fleet.add("june", june.publicBytes)
            // Again, since the answer was lost.
            _ = try await fleet.add("june", june.publicBytes)
            #expect(try await fleet.keys() == [june.key(named: "june"), may.key(named: "may")])
            let removed = try await fleet.services.firmware.removeSigningKey(named: "may", by: fleet.ada)
            #expect(removed == may.key(named: "may"))
            #expect(try await fleet.keys() == [june.key(named: "june")])
            let events = try await fleet.events()
            #expect(events.map(\.kind) == [.signingKeyAdded, .signingKeyAdded, .signingKeyRemoved])
            #expect(events.last?.detail == "may, \(removed.publicKey)")
        }
    }

    @Test func `the last key goes only where that is said, and an event tells what follows`() async throws {
        try await withFleet(devices: 0) { fleet in
            let firmware = fleet.services.firmware
            for name in ["june", "may"] { _ = try await fleet.add(name, SigningPair().publicBytes) }
            _ = try await firmware.removeSigningKey(named: "june", by: fleet.ada)
            await #expect(throws: SlipwayError.lastSigningKey("may")) {
                try await firmware.removeSigningKey(named: "may", by: fleet.ada)
            }
            #expect(try await fleet.keys().map(\.name) == ["may"])
            #expect(try await firmware.signatureRules(as: fleet.ada).requiresSignatures)
            _ = try await firmware.removeSigningKey(named: "may", leavingNone: true, by: fleet.ada)
            #expect(try await firmware.signatureRules(as: fleet.ada).requiresSignatures == false)
            let news = try await fleet.events().suffix(2)
            #expect(news.map(\.kind) == [.signingKeyRemoved, .settingChanged])
            #expect(news.last?.detail == "signatures required from yes to no: may was the last signing key")
        }
    }

    @Test func `a key is read from PEM, base64 and hex`() async throws {
        // RFC 8410, section 10.1, and the same 32 bytes.
        let pem = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----

            """
        let base64 = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
        let hex = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"
        for text in [pem, pem.replacing("\n", with: "\r\n"), base64 + "\n", hex.uppercased()] {
            try await withFleet(devices: 0) { fleet in
                let key = try await fleet.add("a", Array(text.utf8))
                #expect(key.publicKey == base64)
            }
        }
    }

    @Test(arguments: [
        ("", "is not an Ed25519 public key: PEM, or 32 bytes in base64 or hex"),
        ("19bf", "is not an Ed25519 public key: PEM, or 32 bytes in base64 or hex"),
        ("-----BEGIN PUBLIC KEY-----\n", "is not an Ed25519 public key: PEM, or 32 bytes in base64 or hex"),
        (
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n",
            "is a private key, which belongs nowhere but where releases are signed; give its public one"
        ),
        // The neutral element, and a point of order 4.
        ("01" + String(repeating: "0", count: 62), "is a key that anybody can sign for"),
        (String(repeating: "0", count: 64), "is a key that anybody can sign for"),
        // An X25519 key in PEM, which signs nothing.
        (
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                + "-----END PUBLIC KEY-----\n",
            "is not an Ed25519 public key: PEM, or 32 bytes in base64 or hex"
        ),
    ])
    func `what is no key to trust is refused with the reason`(text: String, fault: String) async throws {
        try await withFleet(devices: 0) { fleet in
            await #expect(throws: SlipwayError.invalidRequest([FieldFault(field: "public_key", fault: fault)])) {
                try await fleet.add("a", Array(text.utf8))
            }
            let keys = try await fleet.keys()
            #expect(keys == [])
        }
    }

    @Test func `a name and a key are there once`() async throws {
        try await withFleet(devices: 0) { fleet in
            let pair = SigningPair()
            _ = try await fleet.add("a", pair.publicBytes)
            let taken = FieldFault(field: "name", fault: "is that of another signing key; remove that one first")
            await #expect(throws: SlipwayError.invalidRequest([taken])) {
                try await fleet.add("a", SigningPair().publicBytes)
            }
            let present = FieldFault(field: "public_key", fault: "is there already, as a")
            await #expect(throws: SlipwayError.invalidRequest([present])) { try await fleet.add("b", pair.publicBytes) }
            let unknown = FieldFault(field: "name", fault: "is that of no signing key")
            await #expect(throws: SlipwayError.invalidRequest([unknown])) {
                try await fleet.services.firmware.removeSigningKey(named: "b", by: fleet.ada)
            }
            #expect(try await fleet.keys() == [pair.key(named: "a")])
        }
    }

    @Test func `a name must be there and hold no control character`() async throws {
        try await withFleet(devices: 0) { fleet in
            for (name, fault) in [("", "is empty"), ("a\u{1B}[31m", "holds the control character U+001B")] {
                await #expect(throws: SlipwayError.invalidRequest([FieldFault(field: "name", fault: fault)])) {
                    try await fleet.add(name, SigningPair().publicBytes)
                }
            }
        }
    }

    @Test func `only an administrator of all organizations changes them`() async throws {
        try await withFleet(devices: 0) { fleet in
            let bob = Principal.operator("bob", scopes: [.firmwareAdmin, .firmwareWrite, .firmwareRead])
            let eve = Principal.operator("eve", organization: .one(fleet.acme.id))
            let (firmware, pair) = (fleet.services.firmware, SigningPair())
            _ = try await fleet.add("a", pair.publicBytes)
            for other in [bob, eve] {
                #expect(
                    await code {
                        try await firmware.addSigningKey(named: "b", publicKey: SigningPair().publicBytes, by: other)
                    } == "AUTH_003")
                #expect(await code { try await firmware.removeSigningKey(named: "a", by: other) } == "AUTH_003")
                #expect(try await firmware.signingKeys(as: other) == [pair.key(named: "a")])
            }
        }
    }
}

extension StockedFleet {
    fileprivate func add(_ name: String, _ bytes: [UInt8]) async throws -> SigningKey {
        try await services.firmware.addSigningKey(named: name, publicKey: bytes, by: ada)
    }

    fileprivate func keys() async throws -> [SigningKey] { try await services.firmware.signingKeys(as: ada) }
}
