import SlipwayCore
import SlipwayServices

/// The Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct MetricsText {
    private(set) var text = ""

    init(_ figures: FleetFigures, requests: RequestMetrics, loops: BackgroundFigures, clock: DatabaseClock) {
        add(requests)
        add(loops, at: figures.at)
        add(clock)
        add(figures)
    }

    private mutating func add(_ requests: RequestMetrics) {
        let all = requests.series
        begin("slipway_http_requests_total", "counter", "Requests by route and status.")
        for (route, series) in all {
            for (status, count) in series.byStatus.sorted(by: { $0.key < $1.key }) {
                add("slipway_http_requests_total", ["route": route, "status": "\(status)"], "\(count)")
            }
        }
        begin("slipway_http_request_duration_seconds", "histogram", "How long requests take, by route.")
        for (route, series) in all { add(series, of: route) }
        begin(
            "slipway_downloads_restarted_total", "counter",
            "Requests for byte 0 of a session that has had bytes already.")
        add("slipway_downloads_restarted_total", [:], "\(requests.restartedDownloads)")
        begin(
            "slipway_http_connections_evicted_total", "counter", "Idle connections that had to make room for others.")
        add("slipway_http_connections_evicted_total", [:], "\(requests.evictedConnections)")
    }

    private mutating func add(_ series: RequestMetrics.Series, of route: String) {
        let name = "slipway_http_request_duration_seconds"
        var count = 0
        for (bound, number) in zip(RequestMetrics.bounds.map { "\($0)" } + ["+Inf"], series.buckets) {
            count += number
            add("\(name)_bucket", ["route": route, "le": bound], "\(count)")
        }
        add("\(name)_sum", ["route": route], "\(series.seconds)")
        add("\(name)_count", ["route": route], "\(count)")
    }

    private mutating func add(_ figures: FleetFigures) {
        let counters = figures.counters
        begin("slipway_devices", "gauge", "Registered devices.")
        add("slipway_devices", [:], "\(figures.devices)")
        begin("slipway_sessions", "gauge", "Update sessions of open rollouts by state.")
        for (state, count) in counters.openSessions {
            add("slipway_sessions", ["state": state.rawValue], "\(count)")
        }
        begin("slipway_devices_silent", "gauge", "Devices of open rollouts that have been silent for too long.")
        add("slipway_devices_silent", [:], "\(counters.silent)")
        begin("slipway_rollouts", "gauge", "Open rollouts by status.")
        for (status, rollouts) in Dictionary(grouping: figures.openRollouts, by: \.status.rawValue).sorted(by: {
            $0.key < $1.key
        }) {
            add("slipway_rollouts", ["status": status], "\(rollouts.count)")
        }
        begin("slipway_rollouts_capped", "gauge", "1 while there are more open rollouts than these figures tell of.")
        add("slipway_rollouts_capped", [:], figures.openIsCapped ? "1" : "0")
        begin("slipway_rollout_bad_share", "gauge", "Of the devices of an open rollout, the share that went badly.")
        for rollout in figures.openRollouts {
            let share = Double(rollout.counters.bad) / Double(max(1, rollout.counters.total))
            add("slipway_rollout_bad_share", ["rollout": rollout.id.description], "\(share)")
        }
        addWaves(of: figures)
        begin("slipway_worker_heartbeat_age_seconds", "gauge", "Since any worker was last heard of; -1 for never.")
        add("slipway_worker_heartbeat_age_seconds", [:], figures.workerAge.map { "\($0 / .seconds(1))" } ?? "-1")
        begin("slipway_workers", "gauge", "Workers that are there, by the program that they are.")
        let alive = figures.workers.filter(figures.isAlive)
        for kind in WorkerKind.allCases {
            add("slipway_workers", ["kind": kind.rawValue], "\(alive.count { $0.kind == kind })")
        }
        add("slipway_workers", ["kind": "unknown"], "\(alive.count { $0.kind == nil })")
        begin("slipway_workers_lost", "gauge", "Workers of the last seven days that did not stop in order.")
        add("slipway_workers_lost", [:], "\(figures.workers.count(where: \.isLost))")
        begin("slipway_batches_waiting", "gauge", "1 while a batch waits for a worker to start it.")
        add("slipway_batches_waiting", [:], figures.processorLag == nil ? "0" : "1")
        begin("slipway_processor_lag_seconds", "gauge", "For how long the batch that is next could have been started.")
        add("slipway_processor_lag_seconds", [:], "\((figures.processorLag ?? .zero) / .seconds(1))")
        begin("slipway_conditions", "gauge", "What is wrong, as the home screen tells it, by kind.")
        for kind in ConditionKind.allCases {
            add("slipway_conditions", ["kind": kind.rawValue], "\(figures.conditions[kind] ?? 0)")
        }
        begin("slipway_counter_differences", "gauge", "Figures of records that are not what a count of the rows says.")
        add("slipway_counter_differences", [:], "\(figures.counterDifferences.count)")
    }

    /// By their numbers: no token is asked for here, so that their names stay out of it.
    private mutating func addWaves(of figures: FleetFigures) {
        begin("slipway_rollout_wave", "gauge", "1 for the state of each wave of an open rollout that has begun.")
        for figures in figures.waves { add("slipway_rollout_wave", labels(figures, state: true), "1") }
        begin("slipway_rollout_gate_bad", "gauge", "Bad devices of a wave, less those that were accepted.")
        for figures in figures.waves { add("slipway_rollout_gate_bad", labels(figures), "\(figures.bad)") }
        begin("slipway_rollout_gate_limit", "gauge", "With so many bad devices the gate of a wave breaks.")
        for figures in figures.waves {
            add("slipway_rollout_gate_limit", labels(figures), "\(figures.wave.gate.limit(at: figures.counters))")
        }
        begin("slipway_rollout_gate_tripped", "gauge", "1 while a gate is broken and that has not been accepted.")
        for figures in figures.waves {
            add("slipway_rollout_gate_tripped", labels(figures), figures.wave.gate.trippedAt == nil ? "0" : "1")
        }
        begin("slipway_rollout_soak_remaining_seconds", "gauge", "For how long a wave that soaks has to do so still.")
        for figures in figures.waves {
            guard let remaining = figures.soakRemaining else { continue }
            add("slipway_rollout_soak_remaining_seconds", labels(figures), "\(remaining / .seconds(1))")
        }
        begin("slipway_rollout_places", "gauge", "Places of an open rollout for devices that update at a time.")
        for rollout in figures.openRollouts {
            let shards = figures.places[rollout.id] ?? []
            let (places, taken) = (shards.reduce(0) { $0 + $1.places }, shards.reduce(0) { $0 + $1.taken })
            let id = rollout.id.description
            add("slipway_rollout_places", ["rollout": id, "state": "taken"], "\(taken)")
            add("slipway_rollout_places", ["rollout": id, "state": "free"], "\(max(0, places - taken))")
        }
        begin("slipway_rollout_targets_left", "gauge", "Devices of an open rollout that wait for their wave.")
        for rollout in figures.openRollouts {
            guard let targets = rollout.targets else { continue }
            add("slipway_rollout_targets_left", ["rollout": rollout.id.description], "\(targets.left)")
        }
        begin("slipway_rollout_devices_lost", "gauge", "Devices of which no word came after they completed.")
        for rollout in figures.openRollouts {
            add("slipway_rollout_devices_lost", ["rollout": rollout.id.description], "\(rollout.counters.lost)")
        }
    }

    private func labels(_ figures: WaveFigures, state: Bool = false) -> KeyValuePairs<String, String> {
        let wave = figures.wave.gate.wave
        let (rollout, number) = (wave.rollout.description, "\(wave.number)")
        return state
            ? ["rollout": rollout, "wave": number, "state": figures.wave.state.rawValue]
            : ["rollout": rollout, "wave": number]
    }

    private mutating func add(_ loops: BackgroundFigures, at now: Timestamp) {
        let (all, instant) = (loops.loops, ContinuousClock.now)
        begin(
            "slipway_loop_last_success_timestamp_seconds", "gauge",
            "When a background loop of this process last did its work, by the database's clock.")
        for (name, loop) in all {
            guard let last = loop.lastSuccess else { continue }
            let seconds = (now - last.duration(to: instant)).milliseconds / 1_000
            add("slipway_loop_last_success_timestamp_seconds", ["loop": name.rawValue], "\(seconds)")
        }
        begin(
            "slipway_loop_failures_total", "counter",
            "Steps of a background loop that failed, and records that it could not work on.")
        for (name, loop) in all { add("slipway_loop_failures_total", ["loop": name.rawValue], "\(loop.failures)") }
    }

    private mutating func add(_ clock: DatabaseClock) {
        let jumps = clock.jumps
        begin("slipway_clock_jumps_total", "counter", "How often this process saw the database's clock jump.")
        add("slipway_clock_jumps_total", [:], "\(jumps.count)")
        begin("slipway_clock_last_jump_seconds", "gauge", "By how much it jumped the last time; below 0 for back.")
        add("slipway_clock_last_jump_seconds", [:], "\(jumps.last / .seconds(1))")
        begin(
            "slipway_clock_difference_seconds", "gauge",
            "How far the database's clock is ahead of this machine's; below 0 behind it, 0 where it has none of its own."
        )
        add("slipway_clock_difference_seconds", [:], "\(clock.difference / .seconds(1))")
    }

    private mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func add(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
        let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs)} \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
