import Testing

/// Batches that begin and end at their times, on the command line.
@Suite struct BatchTimesCommandTests {
    @Test func `A batch is scheduled, and says so before and after`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            let times = [
                "--start", "2099-12-01T02:00", "--end", "2099-12-01 05:00", "--time-zone", "Europe/Berlin",
            ]
            let create = ["batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme"]
            let place = ["--database", folder.database]
            let trial = try await folder.run(create + times + ["--dry-run"] + place)
            #expect(trial.output.contains("starts: 2099-12-01T01:00:00.000Z"), "\(trial.output)\(trial.errors)")
            let created = try await folder.run(create + times + place)
            #expect(created.status == .exited(0), "\(created.errors)")
            #expect(created.output.contains("ends: 2099-12-01T04:00:00.000Z"), "\(created.output)")
            let shown = try await folder.slipway("batches", "show", "1")
            #expect(shown.output.contains("starts: 2099-12-01T01:00:00.000Z"), "\(shown.output)")
            let rollouts = try await folder.slipway("rollouts", "list")
            #expect(rollouts.output.contains("scheduled"), "\(rollouts.output)")
            let json = try await folder.slipway("batches", "show", "1", "--json")
            #expect(json.output.replacing(" ", with: "").contains(#""rollout_status":"scheduled""#), "\(json.output)")
        }
    }

    @Test(arguments: [
        (["--start", "soon", "--end", "later"], ["--start takes a local time", "--end takes a local time"]),
        (["--start", "2020-01-01T00:00"], ["schedule.start: is in the past"]),
        (["--start", "2099-01-02T00:00", "--end", "2099-01-01T00:00"], ["schedule.end: is not after the start"]),
        (["--start", "2099-01-02T00:00", "--time-zone", "Mars/Phobos"], ["schedule.time_zone: is not a time zone"]),
        (
            ["--start", "2020-01-01T00:00", "--end", "2019-01-01T00:00", "--max-in-flight", "1000000"],
            ["max_in_flight: must be", "schedule.start: is in the past", "schedule.end: is in the past"]
        ),
    ])
    func `What cannot be is refused with every fault, and nothing is created`(arguments: [String], texts: [String])
        async throws
    {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            let refused = try await folder.run(
                ["batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme"] + arguments
                    + ["--database", folder.database])
            #expect(refused.status == .exited(2))
            for text in texts { #expect(refused.errors.contains(text), "\(refused.errors)") }
            let list = try await folder.slipway("batches", "list", "--json")
            #expect(list.output.replacing(" ", with: "").contains(#""count":0"#), "\(list.output)")
        }
    }
}
