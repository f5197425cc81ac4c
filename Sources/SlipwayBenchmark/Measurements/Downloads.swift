import Foundation

/// What a download takes.
struct Downloads: BenchMeasurement {
    let name = "downloads"
    let abstract = "CPU for a MiB of a download, from the cache and from SQLite, beside nginx with the same file"
    let tools: [BenchTool] = [.nginx]

    private static let mebibytes = 64
    private static let rounds = 5

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let (path, repository) = try world.emptyFile("downloads.db")
        let firmware = String(repeating: "firmware", count: Self.mebibytes << 17)
        let fleet = try await WaitingFleet(of: 100, in: repository, firmware: firmware)
        let folder = world.folder.appending(path: "download-files")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(firmware.utf8).write(to: folder.appending(path: "file"))
        let nginx = try LocalServer.nginx(folder.path, in: world)
        return [
            try figure(
                "the cache", ["--firmware-cache", world.path("cache")], fleet.offers[0], nginx, 2.5, path, world),
            try figure("the database", [], fleet.offers[1], nginx, 8, path, world),
        ]
    }

    private func figure(
        _ source: String, _ options: [String], _ offer: WaitingFleet.Offer, _ nginx: LocalServer, _ bound: Double,
        _ path: String, _ world: BenchWorld
    ) throws -> BenchFigure {
        let server = try LocalServer.slipway(path, options, in: world)
        if let cache = options.last { try waitUntilFilled(cache) }
        let connection = try KeepAliveConnection(port: server.port)
        _ = try connection.ask(offer.acknowledgement)
        let download = KeepAliveLoad.request("GET", offer.path("\(offer.session)/download"), token: offer.token)
        let (file, read) = (try KeepAliveConnection(port: nginx.port), KeepAliveLoad.request("GET", "/file"))
        try whole(connection.ask(download))
        try whole(file.ask(read))
        var (ours, theirs) = (0.0, 0.0)
        for _ in 0..<Self.rounds {
            ours += try server.cpu(perEachOf: Self.mebibytes * Self.rounds) { try whole(connection.ask(download)) }
            theirs += try nginx.cpu(perEachOf: Self.mebibytes * Self.rounds) { try whole(file.ask(read)) }
        }
        return BenchFigure(
            "download from \(source), CPU a MiB", ours, "µs", beside: .init(name: "nginx, sendfile", value: theirs),
            bound: .atMost(bound))
    }

    private func whole(_ answer: KeepAliveConnection.Answer) throws {
        guard answer.status == 200, answer.bodyBytes == Self.mebibytes << 20 else {
            throw SystemFault(saying: "a download answered \(answer.status) with \(answer.bodyBytes) bytes")
        }
    }

    /// Until then devices get the release from the database.
    private func waitUntilFilled(_ cache: String) throws {
        let deadline = ContinuousClock.now + LocalServer.patience
        while true {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
            let sizes = files.compactMap { name in
                try? FileManager.default.attributesOfItem(atPath: "\(cache)/\(name)")[.size] as? Int
            }
            // A file has its own name only once it is whole and verified.
            if zip(files, sizes).contains(where: { $1 == Self.mebibytes << 20 && $0.count == 64 }) { return }
            guard ContinuousClock.now < deadline else { throw SystemFault(saying: "\(cache) holds \(files)") }
            usleep(100_000)
        }
    }
}
