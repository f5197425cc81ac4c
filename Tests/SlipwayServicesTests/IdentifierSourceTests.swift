import SlipwayCore
import SlipwayServices
import Testing

@Suite struct IdentifierSourceTests {
    @Test func `the same seed makes the same identifiers`() {
        let (first, second) = (IdentifierSource.seeded(7), IdentifierSource.seeded(7))
        #expect(first.sessionID() == second.sessionID())
        #expect(first.uuid() == second.uuid())
        #expect(first.deviceToken() == second.deviceToken())
        #expect(first.uuid() != first.uuid())
        #expect(IdentifierSource.seeded(8).uuid() != IdentifierSource.seeded(7).uuid())
    }

    @Test func `random ones differ`() {
        #expect(IdentifierSource.random.deviceToken() != IdentifierSource.random.deviceToken())
    }

    @Test func `a token is one that a registration accepts`() {
        let source = IdentifierSource.seeded(1)
        for _ in 0..<100 {
            let token = source.deviceToken()
            #expect(token.utf8.count == RegistrationEntry.minimumTokenLength)
            #expect(RegistrationEntry(organizationID: .init(1), deviceToken: token).faults.isEmpty)
        }
    }

    @Test func `a uuid is one of version 4`() {
        let uuid = Array(IdentifierSource.seeded(1).uuid())
        #expect(uuid.count == 36)
        #expect(uuid[14] == "4")
        #expect("89ab".contains(uuid[19]))
    }

    @Test func `a token's hash is its SHA-256`() {
        #expect(
            TokenHash.sha256Hex(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
