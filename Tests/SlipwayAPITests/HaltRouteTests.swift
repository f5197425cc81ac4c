import HTTPTypes
import SlipwayCore
import TestSupport
import Testing

@Suite struct HaltRouteTests {
    @Test(arguments: [
        nil, "{}", #"{"organisation_id":1}"#, #"{"organization_id":null}"#, #"{"everything":false}"#,
        #"{"everything":null}"#, #"{"everything":true,"organization_id":1}"#, #"{"organization_id":404}"#,
        #"{"everything":"true"}"#, "null",
    ])
    func `a release that does not say of what releases nothing`(body: String?) async throws {
        try await withAPI { world in
            let fleet = world.fleet
            _ = try await fleet.updates.halt(organization: nil, reason: "smoke", as: fleet.ada)
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke", as: fleet.ada)
            let token = try await world.token(.updatesWrite)
            for query in ["", "?organization_id=1", "?everything=true"] {
                let answer = try await world.send(.delete, "/api/v2/updates/halt" + query, token: token, body: body)
                #expect(answer.status == 400, "\(answer.text)")
            }
            #expect(try await fleet.services.repository.read { try $0.systemHalt().halted })
            #expect(try await fleet.services.repository.read { try $0.organization(named: "acme")?.halted } == true)
        }
    }

    @Test func `a release ends the halt that it names, and no other`() async throws {
        try await withAPI { world in
            let fleet = world.fleet
            _ = try await fleet.updates.halt(organization: nil, reason: "smoke", as: fleet.ada)
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke", as: fleet.ada)
            let token = try await world.token(.updatesWrite)
            func halts() async throws -> [Bool?] {
                try await fleet.services.repository.read {
                    [try $0.systemHalt().halted, try $0.organization(named: "acme")?.halted]
                }
            }
            let one = try await world.send(
                .delete, "/api/v2/updates/halt", token: token, body: #"{"organization_id":\#(fleet.acme.id)}"#)
            #expect(one.status == 200)
            #expect(try await halts() == [true, false])
            let all = try await world.send(
                .delete, "/api/v2/updates/halt", token: token, body: #"{"everything":true}"#)
            #expect(all.status == 200)
            #expect(try await halts() == [false, false])
        }
    }

    @Test(arguments: [
        (#"{"reason":"smoke"}"#, true, true), (#"{"reason":"smoke","everything":true}"#, true, false),
        (#"{"reason":"smoke","organization_id":1}"#, false, false),
    ])
    func `a halt that names nothing stops everything, and is told to say so`(
        body: String, isEverything: Bool, isDeprecated: Bool
    ) async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .post, "/api/v2/updates/halt", token: try await world.token(.updatesStop), body: body)
            #expect(answer.status == 200)
            let name = try #require(HTTPField.Name("Deprecation"))
            #expect((answer.headers[name] == "@1795910400") == isDeprecated)
            #expect(try await world.fleet.services.repository.read { try $0.systemHalt().halted } == isEverything)
        }
    }

    @Test(arguments: [
        #"{"reason":"a","organisation_id":1}"#, #"{"reason":"a","organization_id":null}"#,
        #"{"reason":"a","organization_id":404}"#, #"{"reason":"a","everything":true,"organization_id":1}"#,
    ])
    func `a halt that names its organization wrongly is refused`(body: String) async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .post, "/api/v2/updates/halt", token: try await world.token(.updatesStop), body: body)
            #expect(answer.status == 400)
            #expect(!(try await world.fleet.services.repository.read { try $0.systemHalt().halted }))
        }
    }
}
