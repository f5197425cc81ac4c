import SlipwayAPI
import SlipwayCore
import SlipwayServices

/// What it takes to write a batch down as JSON.
struct BatchEncoding: BenchMeasurement {
    let name = "json"
    let abstract = "CPU for a batch of 500 devices as JSON"
    let tools: [BenchTool] = []

    private static let devices = 500
    private static let rounds = 100

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let fleet = try await WaitingFleet(
            of: Self.devices, in: try world.emptyFile("json.db").repository, batchSize: Self.devices)
        let (updates, batch) = (fleet.services.updates, fleet.offers[0].batch.id)
        let view = try await updates.live(batch, as: WaitingFleet.actor, limits: BatchLiveLimits(events: 1))
        let rows = try await updates.batchDevices(batch, as: WaitingFleet.actor, at: .first, limit: Self.devices)
        var times: [Duration] = []
        for _ in 0..<Self.rounds {
            let before = try ProcessCost.cpuOfThread()
            let bytes = try JSONText.compactBytes(BatchDocument(view.live, gate: nil, devices: rows))
            times.append(try ProcessCost.cpuOfThread() - before)
            if bytes.isEmpty { throw SystemFault(saying: "no JSON came of a batch") }
        }
        return [BenchFigure("batch of \(rows.count) devices as JSON, CPU", times.median, "ms", bound: .atMost(2))]
    }
}
