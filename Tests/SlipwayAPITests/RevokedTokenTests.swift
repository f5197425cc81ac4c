import Logging
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

struct RevokedTokenTests {
    @Test func `a server that remembers tokens refuses one from its revocation on`() async throws {
        try await withFleet { fleet in
            let services = Services(
                repository: fleet.services.repository, accessTokens: AccessTokenCache(), logger: Logger(label: "test"))
            let world = APIWorld(fleet: fleet, responder: APIResponder(services: services))
            let admin = try await world.token(.admin)
            let created = try await services.authentication.create(
                AccessTokenRequest(description: "ci", scopes: [.devicesRead]), as: fleet.ada)
            #expect(try await world.send(.get, "/api/v2/devices", token: created.token).status == 200)
            let revoked = try await world.send(.delete, "/api/v2/admin/tokens/\(created.record.id)", token: admin)
            #expect(revoked.status == 200)
            #expect(try await world.send(.get, "/api/v2/devices", token: created.token).status == 401)
        }
    }
}
