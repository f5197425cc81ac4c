import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

/// Plans that are saved once and used again.
@Suite struct TemplateServiceTests {
    @Test func `a rollout by a template has its waves, its gates, its soak and its devices`() async throws {
        try await withFleet { fleet in
            var plan = RolloutPlan(
                filter: "organization=acme",
                waves: [
                    WavePlan(size: .count(1), gate: GateRequest(maximumBad: 3, maximumBadShare: 0.5)),
                    WavePlan(size: .share(1)),
                ])
            plan.advance.soak = .seconds(7_200)
            plan.leavesOutCurrent = false
            plan.isDynamic = true
            plan.preparesRollback = true
            plan.schedule = SchedulePlan(start: nil, end: nil, timeZone: "Europe/Berlin")
            plan.windows = [
                WindowPlan(
                    days: [.monday], from: try #require(TimeOfDay("02:00")), to: try #require(TimeOfDay("04:00")))
            ]
            let saved = try await fleet.save("careful", plan, inFlight: 7)
            let request = try saved.request(name: "spring", firmware: .id(fleet.release.id), target: nil)
            let rollout = try await fleet.services.rollouts.create(request, as: fleet.ada).rollout
            let view = try await fleet.services.rollouts.view(of: rollout.id, as: fleet.ada)
            #expect(view.plan == plan)
            #expect(rollout.maximumInFlight == 7 && rollout.name == "spring")
        }
    }

    @Test func `devices that are given take the place of those of the template`() async throws {
        try await withFleet { fleet in
            let saved = try await fleet.save("careful", RolloutPlan(filter: "hardware=none"))
            let request = try saved.request(name: "n", firmware: .version("2"), target: .organization("acme"))
            #expect(request.target == .organization("acme"))
        }
    }

    @Test func `a template without devices needs some`() async throws {
        try await withFleet { fleet in
            let saved = try await fleet.save("careful", RolloutPlan(filter: nil))
            #expect(throws: SlipwayError.self) {
                try saved.request(name: "n", firmware: .version("2"), target: nil)
            }
        }
    }

    @Test func `the template of an organization comes before one for all`() async throws {
        try await withFleet { fleet in
            let shared = try await fleet.save("careful", RolloutPlan(filter: nil), organization: nil)
            #expect(try await fleet.template("careful", for: "acme") == shared)
            let own = try await fleet.save("careful", RolloutPlan(filter: "hardware=C"))
            #expect(try await fleet.template("careful", for: "acme") == own)
            #expect(try await fleet.template("careful", for: nil) == shared)
            #expect(await code { _ = try await fleet.template("none", for: "acme") } == "TEMPLATE_001")
            #expect(await code { _ = try await fleet.template("careful", for: "none") } == "ORG_001")
        }
    }

    @Test func `a principal of one organization saves for it alone, and sees what is for all`() async throws {
        try await withFleet { fleet in
            let templates = fleet.services.templates
            let eve = Principal.operator("eve", organization: .one(fleet.acme.id))
            let shared = try await fleet.save("shared", RolloutPlan(filter: nil), organization: nil)
            let own = try await templates.save(
                TemplateRequest(name: "own", organization: nil, plan: RolloutPlan(filter: nil), maximumInFlight: nil),
                as: eve)
            #expect(own.record.organizationID == fleet.acme.id)
            #expect(try await templates.templates(as: eve) == [own, shared])
            #expect(await code { _ = try await templates.delete(shared.record.id, as: eve) } == "AUTH_003")
            #expect(try await templates.delete(own.record.id, as: eve) == own)
            #expect(try await templates.templates(as: fleet.ada) == [shared])
        }
    }

    @Test func `every fault of a template is named at once, and nothing is saved`() async throws {
        try await withFleet { fleet in
            var plan = RolloutPlan(filter: nil, waves: [WavePlan(size: .share(0.5))])
            plan.advance.soak = .seconds(1)
            plan.schedule = SchedulePlan(start: nil, end: nil, timeZone: "Mars")
            let request = TemplateRequest(name: " ", organization: nil, plan: plan, maximumInFlight: 0)
            let error = await #expect(throws: SlipwayError.self) {
                try await fleet.services.templates.save(request, as: fleet.ada)
            }
            var fields: [String] = []
            if case .invalidRequest(let faults) = error { fields = faults.map(\.field) }
            #expect(fields == ["name", "max_in_flight", "waves.1.size", "soak_seconds", "schedule.time_zone"])
            let listed = try await fleet.services.templates.templates(as: fleet.ada)
            #expect(listed.isEmpty)
        }
    }

    @Test func `one that a newer program wrote is listed, and makes no rollout`() async throws {
        try await withFleet { fleet in
            _ = try await fleet.services.repository.write {
                let newer = StoredTemplatePlan(text: "{}", version: 99, maximumInFlight: nil)
                return try $0.save(newer, named: "newer", of: nil, by: "ada")
            }
            let found = try await fleet.template("newer", for: nil)
            #expect(found.plan == nil)
            #expect(throws: SlipwayError.self) {
                try found.request(name: "n", firmware: .version("2"), target: .organization("acme"))
            }
        }
    }
}

extension StockedFleet {
    fileprivate func save(
        _ name: String, _ plan: RolloutPlan, organization: String? = "acme", inFlight: Int? = nil
    ) async throws -> SavedTemplate {
        try await services.templates.save(
            TemplateRequest(name: name, organization: organization, plan: plan, maximumInFlight: inFlight), as: ada)
    }

    fileprivate func template(_ name: String, for organization: String?) async throws -> SavedTemplate {
        try await services.templates.template(named: name, for: organization, as: ada)
    }
}
