import ArgumentParser
import Foundation

struct AcknowledgementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acks",
        abstract: "Measure how fast devices acknowledge in a SQLite file, beside the bare library.",
        discussion: """
            32 devices at once acknowledge their first update, each by its token; a copy of the file gets the same rows \
            from the SQLite library alone, 64 acknowledgements in a commit. Both sync every commit, and they take \
            turns, so that whatever else the machine does slows both. Below half of the library's pace the exit \
            status is 1.

            Example: slipway-benchmark acks --folder /var/lib/slipway
            """)

    private static let width = 32
    private static let perCommit = 64
    private static let perRound = 640
    private static let bound = 0.5

    @Option(help: "How many times 640 devices.") var rounds = 10
    @Option(help: "Where the files are written, which are removed afterwards.")
    var folder = FileManager.default.temporaryDirectory.path

    func run() async throws {
        let folder = URL(filePath: folder).appending(path: "slipway-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, copy) = (folder.appending(path: "fleet.db").path, folder.appending(path: "bare.db").path)
        let count = Self.perRound * max(1, rounds)
        let fleet = try await WaitingFleet(of: count, path: path)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        let bare = try BareAcknowledgements(path: copy)
        var (product, library) = (Duration.zero, Duration.zero)
        for start in stride(from: 0, to: count, by: Self.perRound) {
            let offers = fleet.offers[start..<(start + Self.perRound)]
            product += try await ContinuousClock().measure { try await fleet.acknowledge(offers, width: Self.width) }
            library += try ContinuousClock().measure { try bare.acknowledge(offers, perCommit: Self.perCommit) }
        }
        let pace = { (time: Duration) in Int(Double(count) / (time / .seconds(1))) }
        let ratio = library / product
        print("\(Self.width) devices at once: \(pace(product)) acknowledgements a second")
        print("the bare library, \(Self.perCommit) a commit: \(pace(library))")
        print("ratio \((100 * ratio).rounded() / 100)")
        if ratio < Self.bound { throw ExitCode.failure }
    }
}
