import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresRoleTests {
    private static let roles = DatabaseRoles.standard
    private static let viewer = Principal.operator("operator")

    @Test func `two roles are made for two databases of one server, from many places at once`() async throws {
        let cluster = PostgresCluster()
        try await cluster.withDatabase { first in
            try await cluster.withDatabase { second in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for database in [first, second, first, second] {
                        group.addTask {
                            try await PostgresRepository.migrate(
                                database.location(), making: Self.roles, logger: .quiet)
                        }
                    }
                    try await group.waitForAll()
                }
                let made = "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'slipway\\_%' ORDER BY 1"
                #expect(try await first.console.run(made) == [["slipway_operator", "f"], ["slipway_reader", "f"]])
                for database in [first, second] {
                    let login = try await PostgresLogin.make("login", in: Self.roles.reader, on: database)
                    #expect(try await login.repository().read { try $0.access() } == .reading)
                }
            }
        }
    }

    @Test func `every table has its privileges, and only the hashes of tokens are hidden`() async throws {
        try await withRoles { database in
            let tables = try await database.console.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            #expect(Set(tables.map { $0[0] }) == Set(TablePrivileges.all.map(\.table)))
            for role in [Self.roles.reader, Self.roles.operator] {
                let hidden = try await database.console.run(
                    """
                    SELECT table_name, column_name
                    FROM information_schema.columns
                    WHERE table_schema = 'public' AND NOT has_column_privilege('\(role)', table_name, column_name, 'SELECT')
                    ORDER BY 1, 2
                    """)
                #expect(hidden == [["access_tokens", "token_hash"], ["devices", "token_hash"]])
            }
            let changing = try await database.console.run(
                """
                SELECT count(*)
                FROM information_schema.columns, (VALUES ('INSERT'), ('UPDATE'), ('REFERENCES')) AS p (privilege)
                WHERE table_schema = 'public'
                  AND has_column_privilege('\(Self.roles.reader)', table_name, column_name, p.privilege)
                """)
            #expect(changing == [["0"]])
        }
    }

    @Test func `a reader reads, is known to be one, and is refused all else`() async throws {
        try await withRoles { database in
            let login = try await PostgresLogin.make("viewer", in: Self.roles.reader, on: database)
            let repository = try login.repository()
            let services = Services(repository: repository, logger: .quiet)
            #expect(try await services.updates.access() == .reading)
            let home = try await services.updates.home(as: Self.viewer, endedLimit: 10)
            #expect(home.rollouts.map(\.summary.rollout.name) == ["spring"])
            let history = try await services.updates.deviceHistory(uid: "dev-001", as: Self.viewer, limit: 10)
            #expect(history.device.deviceUID == "dev-001")
            let followed = try await services.updates.feed(after: nil, limit: 10, as: Self.viewer)
            #expect(followed.events.isEmpty)
            await #expect(throws: Self.forbidden(login)) {
                _ = try await services.updates.pauseBatch(.init(1), as: Self.viewer)
            }
            await #expect(throws: Self.forbidden(login)) {
                try await repository.read { try $0.registered(uid: "dev-001") }
            }
            await #expect(throws: Self.forbidden(login)) {
                try await repository.write { try $0.recordHeartbeat(of: "w", kind: .serve) }
            }
        }
    }

    @Test func `an operator does all that operators do, and the figures are true afterwards`() async throws {
        try await withRoles { database in
            let login = try await PostgresLogin.make("operator", in: Self.roles.operator, on: database)
            let repository = try login.repository()
            let services = Services(repository: repository, logger: .quiet)
            #expect(try await services.updates.access() == .operating)
            let acme = try await services.organizations.organization(named: "acme", as: Self.viewer)
            let entry = RegistrationEntry(
                deviceUID: "gw-1", organizationID: acme.id, deviceToken: String(repeating: "a", count: 43))
            for _ in 0..<2 {
                // Sent again, which is known by a hash that nobody reads.
                let result = try await services.devices.register([entry], as: Self.viewer)
                #expect(result.successful.map(\.device.deviceUID) == ["gw-1"])
            }
            _ = try await services.devices.rotateToken(of: "gw-1", as: Self.viewer)
            _ = try await services.devices.revokeToken(of: "gw-1", as: Self.viewer)
            _ = try await services.devices.setStatus(of: "dev-002", active: false, as: Self.viewer)
            _ = try await services.updates.pauseBatch(.init(1), as: Self.viewer)
            _ = try await services.updates.resumeBatch(.init(1), as: Self.viewer)
            _ = try await services.updates.cancelBatch(.init(1), reason: "test", as: Self.viewer)
            let rollout = try await repository.write { transaction in
                let batch = try transaction.batch(.init(1))
                let id = try transaction.insert(
                    NewRollout.example(
                        organization: acme.id, firmware: batch?.firmwareID ?? .init(1), joinsPerMinute: 9, shards: 2))
                for _ in 0..<2 { try transaction.insertBatch(of: [], into: id) }
                try transaction.setPace(of: id, maximumInFlight: 50, joinsPerMinute: nil)
                try transaction.setBandwidth(of: id, to: 5_000)
                return id
            }
            _ = try await services.rollouts.pause(rollout, as: Self.viewer)
            _ = try await services.rollouts.resume(rollout, as: Self.viewer)
            let firmware = try await services.rollouts.rollout(rollout, as: Self.viewer).firmwareID
            let planned = try await services.rollouts.create(
                RolloutRequest(
                    name: "planned", firmware: .id(firmware),
                    target: .devices(ids: [], uids: ["dev-001", "dev-002"]), leavesOutCurrent: false),
                as: Self.viewer
            ).rollout.id
            try await repository.write { transaction in
                let pass = WavePass(at: transaction.now, by: "operator", reason: "test")
                try transaction.setState(of: WaveID(rollout: planned, number: 1), to: .passed, pass: pass)
            }
            _ = try await services.rollouts.pause(planned, as: Self.viewer)
            _ = try await services.rollouts.resume(planned, as: Self.viewer)
            _ = try await services.rollouts.edit(planned, RolloutEdit(maximumInFlight: 7), as: Self.viewer)
            _ = try await services.rollouts.cancel(planned, reason: "test", as: Self.viewer)
            let rule = OrganizationChange(approval: .rollouts)
            _ = try await services.organizations.update("acme", rule, as: Self.viewer)
            let request = RolloutRequest(
                name: "draft", firmware: .id(firmware), target: .organization("acme"), leavesOutCurrent: false)
            for (number, target) in [request.target, .devices(ids: [], uids: ["dev-001"])].enumerated() {
                var request = request
                (request.name, request.target) = ("draft \(number)", target)
                let draft = try await services.rollouts.create(request, as: Self.viewer).rollout.id
                _ = try await services.rollouts.edit(draft, RolloutEdit(name: "edited"), as: Self.viewer)
                _ = try await services.rollouts.submit(draft, as: Self.viewer)
                _ = try await services.rollouts.approve(draft, as: .operator("bob"))
                _ = try await services.rollouts.deny(draft, reason: "test", as: .operator("bob"))
            }
            _ = try await services.updates.halt(organization: "acme", reason: "test", as: Self.viewer)
            _ = try await services.updates.release(organization: "acme", as: Self.viewer)
            _ = try await services.updates.halt(organization: nil, reason: "test", as: Self.viewer)
            _ = try await services.updates.release(organization: nil, as: Self.viewer)
            let tokenRequest = AccessTokenRequest(description: "ci", scopes: [.devicesRead], organization: nil)
            let token = try await services.authentication.create(tokenRequest, as: Self.viewer)
            _ = try await services.authentication.revoke(token.record.id, as: Self.viewer)
            #expect(try await CounterRecount.differences(in: database.console) == [])
        }
    }

    @Test(arguments: [
        "UPDATE events SET detail = 'other'", "DELETE FROM events", "TRUNCATE events",
        "INSERT INTO events (xid, at, kind, actor_kind, actor_name, detail) SELECT '5', now(), 'x', 'worker', 'x', ''",
        "SELECT token_hash FROM devices", "SELECT * FROM access_tokens", "UPDATE update_batches SET n_failed = 0",
        "UPDATE organizations SET device_count = 0", "UPDATE rollout_counters SET n_total = 0",
        "UPDATE rollout_places SET taken = 0", "DELETE FROM rollout_places",
        "DELETE FROM rollout_targets", "UPDATE rollout_waves SET n_formed = 0", "UPDATE rollouts SET seed = NULL",
        "INSERT INTO workers VALUES ('me', now())", "UPDATE devices SET firmware_version = '9'",
        "CREATE TEMPORARY TABLE t (id bigint, organization_id bigint);"
            + "CREATE TRIGGER t AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION devices_moved()",
    ])
    func `an operator may not do what would hide or falsify something`(statement: String) async throws {
        try await withRoles { database in
            let login = try await PostgresLogin.make("operator", in: Self.roles.operator, on: database)
            await #expect(throws: PostgresConsole.Failure.self) { try await login.console.run(statement) }
            let why = await #expect(throws: PostgresConsole.Failure.self) { try await login.console.run(statement) }
            #expect(why?.description.contains("permission denied") == true, "\(String(describing: why))")
        }
    }

    @Test func `triggers of an owner look at the owner's tables, whatever others are in the way`() async throws {
        try await withRoles { database in
            let login = try await PostgresLogin.make("operator", in: Self.roles.operator, on: database)
            let console = login.console
            try await console.run(
                """
                CREATE TEMPORARY TABLE organizations (id bigint, device_count integer);
                GRANT ALL ON organizations TO PUBLIC;
                INSERT INTO public.devices (
                  device_uid, serial_number, organization_id, organization_name, hardware_version, token_hash,
                  created_at, updated_at)
                VALUES ('gw-1', 'gw-1', 1, 'acme', '', 'x', now(), now())
                """)
            #expect(try await CounterRecount.differences(in: database.console) == [])
        }
    }

    @Test func `a later migration gives the roles what they need of its tables`() async throws {
        try await withRoles { database in
            try await database.console.run(
                """
                DROP TABLE counter_differences;
                DELETE FROM schema_migrations WHERE number = 2
                """)
            let report = try await PostgresRepository.migrate(database.location(), logger: .quiet)
            #expect(report == MigrationReport(applied: ["0002 audit"]))
            let login = try await PostgresLogin.make("viewer", in: Self.roles.reader, on: database)
            #expect(try await login.repository().read { try $0.notedDifferences(limit: 1) } == [])
        }
    }

    @Test func `who may not make roles is told what to do, and nothing has changed`() async throws {
        try await PostgresCluster().withDatabase { database in
            let login = try await PostgresLogin.make("owner", on: database)
            try await database.console.run(
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION \(login.name)")
            let location = try PostgresLocation(login.url)
            let error = await #expect(throws: SlipwayError.self) {
                try await PostgresRepository.migrate(location, making: Self.roles, logger: .quiet)
            }
            #expect(
                error
                    == .databaseForbidden(
                        "roles are made by the owner of the tables with CREATEROLE; or first, by a superuser: "
                            + "CREATE ROLE slipway_reader; CREATE ROLE slipway_operator"))
            let applied = try await PostgresRepository.migrations(location, logger: .quiet)
            #expect(applied.allSatisfy { !$0.isApplied })
            try await database.console.run("CREATE ROLE slipway_reader; CREATE ROLE slipway_operator")
            let made = try await PostgresRepository.migrate(location, making: Self.roles, logger: .quiet)
            #expect(made.applied.count == PostgresRepository.releasedMigrations.count)
        }
    }

    @Test(arguments: ["", "Fleet", "a b", "a\"; DROP ROLE b", "pg_x", "1a"])
    func `a prefix that is no name is refused`(prefix: String) {
        #expect(throws: SlipwayError.self) { try DatabaseRoles(prefix: prefix) }
    }

    private static func forbidden(_ login: PostgresLogin) -> SlipwayError {
        .databaseForbidden("this user may not do that in \(login.url)")
    }

    /// A database with both roles and a batch of two devices that has not started.
    private func withRoles(_ body: (PostgresDatabase) async throws -> Void) async throws {
        try await withPostgres { repository, _, database in
            try await PostgresRepository.migrate(database.location(), making: Self.roles, logger: .quiet)
            try await repository.write { transaction in
                let devices = try transaction.insertDevices(2, in: try transaction.insertOrganization().id)
                try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
            }
            try await body(database)
        }
    }
}
