import TestSupport
import Testing

@Suite struct BatchWatchTests {
    @Test(arguments: [(0.0, 0, "succeeded 12  failed 0"), (1.0, 1, "succeeded 0  failed 12")])
    func `Watching ends with the batch, by its outcome`(
        failureRate: Double, status: Int, counts: String
    ) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 12)
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            try await folder.withLivingFleet(failureRate: failureRate) {
                let watched = try await folder.slipway("batches", "watch", "1", "--interval", "0.2")
                #expect(watched.status == .exited(status) && watched.errors == "" && watched.hostileScalars == [])
                let last = try #require(watched.output.split(separator: "\n").last)
                #expect(last.contains("COMPLETED  100%") || last.contains("100%"), "\(last)")
                #expect(last.contains(counts), "\(last)")
            }
            let ended = try await folder.slipway("batches", "watch", "1")
            #expect(ended.status == .exited(status) && ended.output.split(separator: "\n").count == 1)
        }
    }

    @Test func `The background work and the devices end with 0 when they are told to`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 1)
            let serve = ["serve", "--database", folder.database, "--listen", "127.0.0.1:0"]
            try await ChildProcess.with(BuiltProgram.path, serve, environment: folder.environment) { process in
                try await waitForWorker(in: folder)
                process.kill(15)
                try await #expect(process.outcome(timeout: CommandFolder.patience).status == .exited(0))
            }
            let simulated = try await folder.slipway("simulate", "--fast", "--for", "0.5")
            #expect(simulated.status == .exited(0) && simulated.output == "")
            #expect(simulated.errors.hasPrefix("1 devices: 0 updating"))
        }
    }

    /// Waits until somebody does the background work.
    private func waitForWorker(in folder: CommandFolder) async throws {
        let repository = try folder.repository()
        let deadline = ContinuousClock.now + CommandFolder.patience
        try await until { try await repository.read { try !$0.workers(limit: 1).isEmpty } || .now >= deadline }
        #expect(.now < deadline, "nobody does the background work")
    }
}
