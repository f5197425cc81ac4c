import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct MetricsTests {
    @Test func `the figures tell requests by route and status`() async throws {
        try await withAPI { world in
            for _ in 0..<2 { _ = try await world.send(.get, "/api/v2/devices") }
            _ = try await world.send(.get, "/health")
            let text = try await world.send(.get, "/metrics").text
            let requests = text.split(separator: "\n").filter { $0.hasPrefix("slipway_http_requests_total") }
            #expect(
                requests == [
                    #"slipway_http_requests_total{route="GET /api/v2/devices",status="401"} 2"#,
                    #"slipway_http_requests_total{route="GET /health",status="200"} 1"#,
                ])
        }
    }

    @Test func `the figures tell of the open rollouts, and of the batch that waits longest`() async throws {
        try await withAPI { world in
            let (started, sessions) = try await world.fleet.startBatch(of: 2)
            try await world.fleet.take(sessions[0], to: .downloading)
            _ = try await world.fleet.updates.fail(sessions[1], reason: "no space", as: world.fleet.device(1))
            // Of the one that has failed, and the one that has nothing to do yet.
            _ = try await world.fleet.createBatch(of: 3)
            world.fleet.clock.advance(by: .seconds(75))
            let text = try await world.send(.get, "/metrics").text
            let figures = text.split(separator: "\n").drop { !$0.hasSuffix("Registered devices.") }
            #expect(
                figures.filter { !$0.hasPrefix("#") } == [
                    "slipway_devices 3",
                    #"slipway_sessions{state="initiated"} 0"#,
                    #"slipway_sessions{state="acknowledged"} 0"#,
                    #"slipway_sessions{state="downloading"} 1"#,
                    #"slipway_sessions{state="flashed"} 0"#,
                    "slipway_devices_silent 0",
                    #"slipway_rollouts{status="in_progress"} 1"#,
                    #"slipway_rollouts{status="pending"} 1"#,
                    "slipway_rollouts_capped 0",
                    #"slipway_rollout_bad_share{rollout="2"} 0.0"#,
                    #"slipway_rollout_bad_share{rollout="\#(started)"} 0.5"#,
                    #"slipway_rollout_places{rollout="2",state="taken"} 0"#,
                    #"slipway_rollout_places{rollout="2",state="free"} 100"#,
                    #"slipway_rollout_places{rollout="\#(started)",state="taken"} 1"#,
                    #"slipway_rollout_places{rollout="\#(started)",state="free"} 99"#,
                    #"slipway_rollout_devices_lost{rollout="2"} 0"#,
                    #"slipway_rollout_devices_lost{rollout="\#(started)"} 0"#,
                    "slipway_worker_heartbeat_age_seconds -1",
                    #"slipway_workers{kind="serve"} 0"#,
                    #"slipway_workers{kind="dashboard"} 0"#,
                    #"slipway_workers{kind="demo"} 0"#,
                    #"slipway_workers{kind="unknown"} 0"#,
                    "slipway_workers_lost 0",
                    "slipway_batches_waiting 1",
                    "slipway_processor_lag_seconds 75.0",
                    #"slipway_conditions{kind="counters_differ"} 0"#,
                    #"slipway_conditions{kind="no_server"} 0"#,
                    #"slipway_conditions{kind="no_worker"} 1"#,
                    #"slipway_conditions{kind="halted"} 0"#,
                    #"slipway_conditions{kind="gate_tripped"} 0"#,
                    #"slipway_conditions{kind="failing"} 0"#,
                    #"slipway_conditions{kind="window_silent"} 0"#,
                    #"slipway_conditions{kind="silent"} 0"#,
                    #"slipway_conditions{kind="clock_apart"} 0"#,
                    #"slipway_conditions{kind="process_lost"} 0"#,
                    #"slipway_conditions{kind="approval_waiting"} 0"#,
                    "slipway_counter_differences 0",
                ])
        }
    }

    @Test func `the figures tell how near the gate of a wave is to breaking, and for how long it soaks`() async throws {
        try await withAPI { world in
            let fleet = world.fleet
            let gate = GateRequest(maximumBad: 2, maximumBadShare: 0.5)
            let id = try await fleet.createPlan(waves: [1], gate: gate)
            try await fleet.conduct()
            try await fleet.completeAll(of: id)
            try await fleet.conduct()
            fleet.clock.advance(by: .seconds(600))
            #expect(
                try await world.rolloutSeries() == [
                    #"bad_share{rollout="1"} 0.0"#,
                    #"wave{rollout="1",wave="1",state="soaking"} 1"#,
                    #"gate_bad{rollout="1",wave="1"} 0"#,
                    #"gate_limit{rollout="1",wave="1"} 2"#,
                    #"gate_tripped{rollout="1",wave="1"} 0"#,
                    #"soak_remaining_seconds{rollout="1",wave="1"} 1200.0"#,
                    #"places{rollout="1",state="taken"} 0"#,
                    #"places{rollout="1",state="free"} 1000"#,
                    #"targets_left{rollout="1"} 2"#,
                    #"devices_lost{rollout="1"} 0"#,
                ])
        }
    }

    @Test func `a broken gate shows until what is bad is accepted, and an ended rollout no more`() async throws {
        try await withAPI { world in
            let (fleet, rollouts) = (world.fleet, world.fleet.services.rollouts)
            let id = try await fleet.createPlan(
                waves: [], gate: GateRequest(maximumBad: 1, maximumBadShare: 0.1, minimumJudged: 1))
            try await fleet.conduct()
            let row = try await fleet.rows(try await fleet.batches(of: id)[0])[0]
            let (session, device) = (try #require(row.session).sessionID, Principal.device(row.deviceUID))
            _ = try await fleet.updates.acknowledge(session, as: device)
            _ = try await fleet.updates.fail(session, reason: "no space", as: device)
            func gate() async throws -> [String] {
                try await world.rolloutSeries().filter { $0.hasPrefix("gate") || $0.hasPrefix("wave") }
            }
            #expect(
                try await gate() == [
                    #"wave{rollout="1",wave="1",state="open"} 1"#, #"gate_bad{rollout="1",wave="1"} 1"#,
                    #"gate_limit{rollout="1",wave="1"} 1"#, #"gate_tripped{rollout="1",wave="1"} 1"#,
                ])
            _ = try await rollouts.resume(id, acceptsBad: true, reason: "a bad rack", as: fleet.ada)
            #expect(
                try await gate() == [
                    #"wave{rollout="1",wave="1",state="open"} 1"#, #"gate_bad{rollout="1",wave="1"} 0"#,
                    #"gate_limit{rollout="1",wave="1"} 1"#, #"gate_tripped{rollout="1",wave="1"} 0"#,
                ])
            _ = try await rollouts.cancel(id, reason: "enough", as: fleet.ada)
            try await fleet.conduct()
            #expect(try await world.rolloutSeries() == [])
        }
    }

    @Test func `each background loop tells when it last did its work, and how often it failed`() async throws {
        try await withAPI { world in
            let services = world.fleet.services
            services.loops.countFailures(2, of: .retention)
            let running = Task {
                try await CounterAudit(services: services, worker: "worker-1").run()
            }
            let series = {
                try await world.send(.get, "/metrics").text.split(separator: "\n").filter {
                    $0.hasPrefix("slipway_loop")
                }
            }
            try await until { try await series().count == 3 }
            running.cancel()
            _ = await running.result
            let seconds = world.fleet.clock.now.milliseconds / 1_000
            let lines = try await series()
            let last = lines.first?.split(separator: " ").last.flatMap { Int64($0) }
            #expect(
                lines.first?.hasPrefix(#"slipway_loop_last_success_timestamp_seconds{loop="counter_audit"}"#) == true)
            #expect(last.map { (seconds - 600...seconds).contains($0) } == true)
            #expect(
                lines.dropFirst() == [
                    #"slipway_loop_failures_total{loop="retention"} 2"#,
                    #"slipway_loop_failures_total{loop="counter_audit"} 0"#,
                ])
        }
    }

    @Test func `a clock that jumps is told, with how far`() async throws {
        try await withAPI { world in
            let heartbeat = WorkerHeartbeat(services: world.fleet.services, worker: "worker-1")
            let start = ContinuousClock.now
            _ = try await heartbeat.step()
            let series = {
                try await world.send(.get, "/metrics").text.split(separator: "\n").filter {
                    $0.hasPrefix("slipway_clock")
                }
            }
            #expect(
                try await series() == [
                    "slipway_clock_jumps_total 0", "slipway_clock_last_jump_seconds 0.0",
                    "slipway_clock_difference_seconds 0.0",
                ])
            world.fleet.clock.advance(by: .seconds(-3_600))
            _ = try await heartbeat.step()
            #expect(try await series().first == "slipway_clock_jumps_total 1")
            // The time that has really passed since the sample before has not been seen by that clock either.
            let jump = try #require(try await series()[1].split(separator: " ").last.flatMap { Double($0) })
            #expect((-3_600 - (ContinuousClock.now - start) / .seconds(1)...(-3_600)).contains(jump))
        }
    }

    @Test func `a service that cannot write is not ready, though it reads`() async throws {
        try await withAPI { world in
            let figures = world.fleet.services.loops
            #expect(try await world.send(.get, "/ready").status == 200)
            figures.countFailures(of: .workerHeartbeat)
            let answer = try await world.send(.get, "/ready")
            #expect(answer.status == 503)
            #expect(answer.code == "DATABASE_001")
        }
    }

    @Test func `every figure is told what it is, once and before its first value`() async throws {
        try await withAPI { world in
            _ = try await world.fleet.startBatch(of: 2)
            _ = try await world.send(.get, "/health")
            var described: [Substring] = []
            for line in try await world.send(.get, "/metrics").text.split(separator: "\n") {
                if line.hasPrefix("# TYPE ") {
                    described.append(line.split(separator: " ")[2])
                } else if !line.hasPrefix("#") {
                    #expect(line.hasPrefix(described.last ?? "?"), "\(line)")
                }
            }
            #expect(Set(described).count == described.count)
        }
    }
}

extension APIWorld {
    /// What is told of single rollouts, without what all these names begin with.
    fileprivate func rolloutSeries() async throws -> [String] {
        try await send(.get, "/metrics").text.split(separator: "\n")
            .filter { $0.hasPrefix("slipway_rollout_") }
            .map { String($0.dropFirst("slipway_rollout_".count)) }
    }
}
