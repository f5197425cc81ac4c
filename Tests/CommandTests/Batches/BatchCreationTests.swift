import Foundation
import Testing

@Suite struct BatchCreationTests {
    @Test func `A dry run says exactly what creating does then, and creates nothing`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 7)
            let list = try folder.write(
                "gw-001\r\ngw-002\r\n\r\n  gw-003\ngw-002\nid:4\nid:99\nnobody\n", to: "uids.txt")
            let arguments = [
                "--name", "spring", "--firmware", "2.0.0", "--devices", list, "--database", folder.database,
            ]
            let dry = try await folder.run(["batches", "create", "--dry-run"] + arguments)
            let plan = try JSONObject(
                try await folder.run(["batches", "create", "--dry-run", "--json"] + arguments).output)
            let fingerprint = try #require(plan["fingerprint"] as? String)
            #expect(
                dry
                    == .init(
                        status: .exited(1),
                        output: "dry run: 4 devices would update to 2.0.0; nothing was created\n"
                            + "to create exactly this: --expect \(fingerprint)\n",
                        errors: "left out, unknown: 2 (99, nobody)\n"))
            #expect(plan["will_update"] as? Int == 4 && (plan["skipped"] as? [Any])?.count == 2)
            try await #expect(folder.slipway("batches", "list").output.split(separator: "\n").count == 1)

            let created = try await folder.run(["batches", "create"] + arguments)
            #expect(created.status == .exited(1) && created.errors == dry.errors)
            let row = created.output.split(separator: "\n").last?.split(separator: " ") ?? []
            #expect(row.prefix(8) == ["1", "spring", "pending", "4", "4", "0", "0", "0"])
            let batch = try JSONObject(try await folder.slipway("batches", "show", "1", "--json").output)
            let devices = (batch["devices"] as? [[String: Any]])?.compactMap { $0["device_uid"] as? String }
            #expect(devices?.sorted() == ["gw-001", "gw-002", "gw-003", "gw-004"])
        }
    }

    @Test func `A batch may have a gate, whose limits stand together`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            let create = ["batches", "create", "--name", "canary", "--firmware", "2.0.0", "--organization", "acme"]
            let half = try await folder.run(create + ["--max-bad", "3", "--database", folder.database])
            #expect(half.status == .exited(2))
            #expect(half.errors.contains("a gate takes --max-bad and --max-bad-share together"))
            let wrong = try await folder.run(
                create + ["--max-bad", "0", "--max-bad-share", "200%", "--database", folder.database])
            #expect(wrong.errors.contains("--max-bad must be from 1 to 1000000"))
            #expect(wrong.errors.contains("--max-bad-share must be from 0.0001 to 1"))
            let created = try await folder.run(
                create + ["--max-bad", "3", "--max-bad-share", "2.5%", "--database", folder.database])
            #expect(created.status == .exited(0), "\(created.errors)")
            let batch = try JSONObject(try await folder.slipway("batches", "show", "1", "--json").output)
            let gate = batch["gate"] as? [String: Any]
            #expect(gate?["max_bad"] as? Int == 3)
            #expect(gate?["max_bad_share"] as? Double == 0.025)
            #expect(gate?["minimum_judged"] as? Int == 3)
        }
    }

    @Test func `A list may be a sheet of a spreadsheet, from standard input too`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            let sheet = "sep=;\r\nDevice UID;Colour\r\ngw-001;red\r\n;\r\ngw-003;\r\n"
            let outcome = try await folder.slipway(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--devices", "-", input: sheet)
            #expect(outcome.status == .exited(0) && outcome.errors == "1 empty row skipped\n")
            let batch = try JSONObject(try await folder.slipway("batches", "show", "1", "--json").output)
            let devices = (batch["devices"] as? [[String: Any]])?.compactMap { $0["device_uid"] as? String }
            #expect(devices?.sorted() == ["gw-001", "gw-003"])
        }
    }

    @Test func `A batch is created only where it still is the plan of the dry run`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            let arguments = [
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--filter", "gw-00", "--json",
                "--database", folder.database,
            ]
            let dry = try JSONObject(try await folder.run(arguments + ["--dry-run"]).output)
            let seen = try #require(dry["fingerprint"] as? String)
            try await folder.prepare("devices", "deactivate", "gw-002")
            let refused = try await folder.run(arguments + ["--expect", seen])
            let plan = try JSONObject(refused.output)
            let now = try #require(plan["fingerprint"] as? String)
            #expect(refused.status == .exited(2) && plan["will_update"] as? Int == 2 && now != seen)
            #expect(
                refused.errors == """
                    slipway: this is not the plan that was expected: 2 devices would update now, with the fingerprint \
                    \(now); nothing was created [BATCH_005]

                    """)
            try await #expect(folder.slipway("batches", "list").output.split(separator: "\n").count == 1)
            let created = try JSONObject(try await folder.run(arguments + ["--expect", now]).output)
            #expect(created["n_total"] as? Int == 2)
            let malformed = try await folder.run(arguments + ["--expect", "none"])
            #expect(malformed.status == .exited(2) && malformed.errors.contains("--expect"))
        }
    }

    @Test func `A request with the same key returns the first batch`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            let arguments = [
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme",
                "--request-id", "spring-1", "--database", folder.database,
            ]
            let first = try await folder.run(arguments)
            #expect(first.status == .exited(0))
            try await #expect(folder.run(arguments) == first)
            try await #expect(folder.slipway("batches", "list").output == first.output)
        }
    }

    @Test(arguments: [
        ("", "FILE names no device"), ("id:x\ngw-001\nid:\u{1B}[31m\n", "FILE:1: \"id:x\" is not an id"),
        ("gw-\u{0}\n", "no device is left to update: 1 unknown [BATCH_001]"),
    ])
    func `A list that will not do is refused with its line`(list: String, line: String) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 1)
            let path = try folder.write(list, to: "uids.txt")
            let outcome = try await folder.slipway(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--devices", path)
            #expect(outcome.status == .exited(2) && outcome.output == "" && outcome.hostileScalars == [])
            #expect(outcome.errorLines.first.map(String.init) == "slipway: \(line.replacing("FILE", with: path))")
            try await #expect(folder.slipway("batches", "list").output.split(separator: "\n").count == 1)
        }
    }

    @Test func `A release that is no approved one, or none, is refused`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 1)
            try await folder.prepare(
                "firmware", "upload", folder.path("gateway.bin"), "--version", "3.0.0", "--allow-same-bytes")
            for (version, line) in [
                ("3.0.0", "firmware 3.0.0 is draft; only an approved release can be rolled out [FIRMWARE_003]"),
                ("4.0.0", "firmware 4.0.0 not found [FIRMWARE_001]"),
            ] {
                let outcome = try await folder.slipway(
                    "batches", "create", "--name", "spring", "--firmware", version, "--organization", "acme")
                #expect(outcome == .init(status: .exited(2), output: "", errors: "slipway: \(line)\n"))
            }
        }
    }
}
