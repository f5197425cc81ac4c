import Foundation
import SQLiteRepository
import SlipwayCore

/// How fast devices acknowledge in a SQLite file.
///
/// A copy of the file gets the same rows from the library alone. Both sync every commit.
struct Acknowledgements: BenchMeasurement {
    let name = "acks"
    let abstract = "32 devices at once that acknowledge on SQLite, beside the bare library with 64 in a commit"
    let tools: [BenchTool] = []

    private static let width = 32
    private static let perCommit = 64
    private static let perRound = 640
    private static let rounds = 10

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let (path, copy) = (world.path("acks.db"), world.path("acks-bare.db"))
        try SQLiteRepository.migrate(path: path)
        // What the clock says all the time: no deadline passes while it is measured.
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        let repository = try SQLiteRepository.open(path: path, clock: { now })
        let count = Self.perRound * Self.rounds
        let fleet = try await WaitingFleet(of: count, in: repository)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        let bare = try BareAcknowledgements(path: copy, now: now)
        var (product, library) = (Duration.zero, Duration.zero)
        for start in stride(from: 0, to: count, by: Self.perRound) {
            let offers = fleet.offers[start..<(start + Self.perRound)]
            product += try await ContinuousClock().measure { try await fleet.acknowledge(offers, width: Self.width) }
            library += try ContinuousClock().measure { try bare.acknowledge(offers, perCommit: Self.perCommit) }
        }
        let pace = { (time: Duration) in Double(count) / (time / .seconds(1)) }
        return [
            BenchFigure(
                "first ack, \(Self.width) devices at once, SQLite", pace(product), "a second",
                beside: .init(name: "bare library, \(Self.perCommit) a commit", value: pace(library)),
                bound: .atLeast(0.5))
        ]
    }
}
