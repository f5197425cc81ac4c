import SlipwayCore
import TestSupport
import Testing

/// Commands of logins that are not the owner's.
@Suite(.timeLimit(.minutes(5))) struct PostgresRoleCommandTests {
    @Test func `Roles are made by migrate, which says how a login becomes one of them`() async throws {
        try await withRoles { folder, _ in
            let made = ChildProcess.Outcome(
                status: .exited(0),
                output: "GRANT slipway_reader TO some_login;\nGRANT slipway_operator TO some_login;\n",
                errors: """
                    \(folder.database) is up to date
                    slipway_reader reads everything but the hashes of tokens; slipway_operator also does what \
                    dashboards and commands do, but not the work of slipway serve. A login becomes one of them by:

                    """)
            for _ in 0..<2 { #expect(try await folder.slipway("migrate", "--roles") == made) }
            let others = try await folder.slipway("migrate", "--roles", "--role-prefix", "other")
            #expect(others.output == "GRANT other_reader TO some_login;\nGRANT other_operator TO some_login;\n")
            let status = try await folder.slipway("migrate", "--status")
            #expect(status.output.split(separator: "\n").allSatisfy { $0.hasPrefix("applied  ") })
            let bad = try await folder.slipway("migrate", "--roles", "--role-prefix", "Other")
            #expect(
                bad
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: role prefix: begins with a letter and has at most 50 of a to z, 0 to 9 and _ "
                            + "[REQUEST_001]\n"))
        }
    }

    @Test func `Roles are of PostgreSQL alone`() async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.slipway("migrate", "--roles")
            #expect(
                outcome
                    == .init(
                        status: .exited(2), output: "",
                        errors:
                            "slipway: roles are of PostgreSQL; who may open \(folder.database) its permissions say\n"
                    ))
        }
    }

    @Test func `A reader sees everything, and every change is refused in one line`() async throws {
        try await withRoles { folder, database in
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            let reader = try await folder.login("viewer", in: "slipway_reader", on: database)
            for arguments in [
                ["status"], ["organizations", "list", "--json"], ["organizations", "show", "acme", "--json"],
                ["devices", "list", "--json"], ["devices", "show", "gw-001", "--json"],
                ["firmware", "list", "--json"], ["firmware", "show", "2.0.0", "--json"],
                ["batches", "list", "--json"], ["batches", "show", "1", "--json"], ["sessions", "list", "--json"],
                ["events", "list", "--json"], ["tokens", "list", "--json"], ["migrate", "--status"],
                ["devices", "telemetry", "gw-001"],
                ["batches", "create", "--name", "x", "--firmware", "2.0.0", "--organization", "acme", "--dry-run"],
            ] {
                let seen = try await reader.run(arguments + ["--database", reader.database])
                let owned = try await folder.run(arguments + ["--database", folder.database])
                #expect(seen.status == .exited(0) && seen == owned, "\(arguments)")
            }
            let refusal = ChildProcess.Outcome(
                status: .exited(2), output: "",
                errors: "slipway: the database refuses it: this user may not do that in \(reader.database) "
                    + "[DATABASE_008]\n")
            for arguments in [
                ["organizations", "create", "--name", "globex"],
                ["organizations", "update", "acme", "--device-limit", "9"],
                ["devices", "deactivate", "gw-001"], ["devices", "rotate-token", "gw-001"],
                ["firmware", "promote", "2.0.0", "deprecated"], ["batches", "pause", "1"],
                ["batches", "cancel", "1", "--reason", "x"], ["updates", "halt", "--reason", "x"],
                ["tokens", "create", "--description", "x", "--scope", "devices:read"],
            ] {
                #expect(try await reader.run(arguments + ["--database", reader.database]) == refusal, "\(arguments)")
            }
            let registered = try await reader.slipway(
                "devices", "register", "--organization", "acme", "--uid", "gw-9")
            #expect(registered.status == .exited(2) && registered.errors.contains("[DATABASE_008]"), "\(registered)")
        }
    }

    @Test func `An operator does what operators do, while the owner's server works`() async throws {
        try await withRoles { folder, database in
            let `operator` = try await folder.login("operator", in: "slipway_operator", on: database)
            try await `operator`.prepare("organizations", "create", "--name", "globex", "--device-limit", "2")
            try await `operator`.prepare("organizations", "update", "globex", "--device-limit", "3")
            let sheet = try `operator`.write("device_uid,organization\nop-1,acme\nop-2,acme\n", to: "more.csv")
            for _ in 0..<2 { try await `operator`.prepare("devices", "register", "--file", sheet) }
            try await `operator`.prepare("devices", "deactivate", "op-2")
            try await `operator`.prepare("devices", "updates", "off", "op-2")
            try await `operator`.prepare("devices", "rotate-token", "op-2")
            let image = try `operator`.write("more firmware", to: "more.bin")
            try await `operator`.prepare("firmware", "upload", image, "--version", "3.0.0")
            try await `operator`.prepare("firmware", "promote", "3.0.0", "testing")
            try await `operator`.prepare("firmware", "promote", "3.0.0", "approved")
            try await `operator`.prepare("updates", "halt", "--reason", "test")
            try await `operator`.prepare("updates", "release", "--everything")
            try await `operator`.prepare("tokens", "create", "--description", "ci", "--scope", "devices:read")
            try await `operator`.prepare("tokens", "revoke", "1")
            try await `operator`.prepare(
                "batches", "create", "--name", "autumn", "--firmware", "3.0.0", "--organization", "acme")
            try await `operator`.prepare("batches", "pause", "1")
            try await `operator`.prepare("batches", "resume", "1")
            try await folder.withLivingFleet {
                let watched = try await `operator`.slipway("batches", "watch", "1", "--interval", "0.2")
                #expect(watched.status == .exited(0) && watched.output.contains("succeeded 4"), "\(watched)")
                try await `operator`.prepare(
                    "batches", "create", "--name", "back", "--firmware", "2.0.0", "--organization", "acme")
                try await `operator`.prepare("batches", "cancel", "2", "--reason", "test")
            }
            #expect(try await CounterRecount.differences(in: database.console) == [])
        }
    }

    @Test func `A server whose user may not do its work says so once, and answers`() async throws {
        try await withRoles { folder, database in
            let reader = try await folder.login("viewer", in: "slipway_reader", on: database)
            let server = try await ServerProcess.start(on: reader.database, environment: reader.environment)
            defer { server.kill() }
            #expect(try await server.readiness() == "200")
            let log = try await server.waitForLog("no background work: ")
            #expect(log.split(separator: "\n").count { $0.contains("no background work: ") } == 1)
            #expect(!log.contains("is tried again"))
            try await database.console.run("GRANT slipway TO \(database.name)_viewer")
            try await until { try await database.console.run("SELECT count(*) FROM workers") != [["0"]] }
        }
    }
}
