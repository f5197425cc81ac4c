import SlipwayCore
import SlipwayServices

/// What those ask who run the service.
struct OperationRoutes: Sendable {
    let services: Services
    /// Answers soon, where the other one may wait for long.
    let probe: Services
    let metrics: RequestMetrics
    let state: ServingState

    /// Reads the figures for all callers: they name no organization.
    private static let reader = Principal.worker("metrics")

    var all: [Route] {
        [
            Route(
                .get, "/health", .open, contents: .json(["status": "ok"]), "Whether the process lives.", handle: health),
            Route(
                .get, "/ready", .open, contents: .json(ReadyDocument.sample), "Whether the database answers too.",
                handle: ready),
            Route(
                .get, "/metrics", .open, contents: .other(type: "text/plain"),
                "Figures for Prometheus: requests, the fleet, and when each background loop last did its work or failed.",
                handle: exposition),
            Route(
                .get, "/admin/stats", .scopes([.admin]), contents: .json(StatsDocument.sample), "The fleet in figures.",
                handle: stats),
        ]
    }

    @Sendable private func health(_: Call) async throws -> Answer {
        try .json(["status": "ok"])
    }

    @Sendable private func ready(_: Call) async throws -> Answer {
        if state.isDraining { throw HTTPRefusal.shuttingDown }
        guard services.loops.canWrite else { throw SlipwayError.databaseUnavailable("nothing can be written to it") }
        _ = try await probe.updates.changeMark()
        return try .json(ReadyDocument(firmwareNotCached: try await probe.firmware.uncachedCount()))
    }

    @Sendable private func exposition(_: Call) async throws -> Answer {
        let figures = try await services.updates.figures(as: Self.reader)
        return .text(
            MetricsText(figures, requests: metrics, loops: services.loops, clock: services.clock).text,
            type: "text/plain; version=0.0.4; charset=utf-8")
    }

    @Sendable private func stats(_ call: Call) async throws -> Answer {
        try .json(StatsDocument(try await services.updates.figures(as: call.principal), clock: services.clock))
    }
}

/// That requests can be answered, and what they may still have to wait for.
struct ReadyDocument: Encodable {
    let status = "ready"
    /// Releases that are being rolled out and not in the cache yet: devices get them from the database meanwhile.
    let firmwareNotCached: Int

    static let sample = ReadyDocument(firmwareNotCached: 0)
}
