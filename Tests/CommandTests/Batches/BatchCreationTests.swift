import Foundation
import Testing

@Suite struct BatchCreationTests {
    @Test func `A dry run says exactly what creating does then, and creates nothing`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 7)
            let list = try folder.write("gw-001\ngw-002\r\n\n  gw-003\ngw-002\nid:4\nid:99\nnobody\n", to: "uids.txt")
            let arguments = [
                "--name", "spring", "--firmware", "2.0.0", "--devices", list, "--database", folder.database,
            ]
            let dry = try await folder.run(["batches", "create", "--dry-run"] + arguments)
            #expect(
                dry
                    == .init(
                        status: .exited(0),
                        output: "dry run: 4 devices would update to 2.0.0; nothing was created\n",
                        errors: "left out, unknown: 2 (99, nobody)\n"))
            let plan = try JSONObject(
                try await folder.run(["batches", "create", "--dry-run", "--json"] + arguments).output)
            #expect(plan["will_update"] as? Int == 4 && (plan["skipped"] as? [Any])?.count == 2)
            try await #expect(folder.slipway("batches", "list").output.split(separator: "\n").count == 1)

            let created = try await folder.run(["batches", "create"] + arguments)
            #expect(created.status == .exited(0) && created.errors == dry.errors)
            let row = created.output.split(separator: "\n").last?.split(separator: " ") ?? []
            #expect(row.prefix(8) == ["1", "spring", "pending", "4", "4", "0", "0", "0"])
            let batch = try JSONObject(try await folder.slipway("batches", "show", "1", "--json").output)
            let devices = (batch["devices"] as? [[String: Any]])?.compactMap { $0["device_uid"] as? String }
            #expect(devices?.sorted() == ["gw-001", "gw-002", "gw-003", "gw-004"])
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
        ("", "FILE names no device"), ("id:x\ngw-001\nid:\u{1B}[31m\n", "FILE:1: \"id:x\" is no id"),
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
            try await folder.prepare("firmware", "upload", folder.path("gateway.bin"), "--version", "3.0.0")
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
