/// What came of a torture.
struct TortureReport {
    /// How far the batches were at each kill.
    var kills: [TorturedFleet.Figures] = []
    /// Downloads that the servers saw begin again with bytes there already, by their logs.
    var begunAgain = 0
    /// The same by their own figures, read before each kill.
    var figure = 0
    var summary = ""

    func table(
        _ expected: [String: SeededFate], _ wire: WireLedger.Record, others: Int, damage: [String]
    ) -> String {
        let fates = Dictionary(grouping: expected.values) { fate in
            fate.description.prefix { $0 != ":" }.description
        }.mapValues(\.count)
        let kills = kills.map { "  \($0.downloading) downloading, \($0.flashed) flashed, \($0.final) final" }
        let counts = fates.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        return """
            devices \(expected.count); as the seed says:
            \(counts.joined(separator: "\n"))
            other than the seed says: \(others)
            server killed with SIGKILL \(kills.count) times, at
            \(kills.joined(separator: "\n"))
            on the wire: \(wire.connections) connections, \(wire.cuts) cut, \(wire.downloads) downloads asked for, \
            \(wire.begunAgain) at byte 0 of a session that had bytes
            the same by the servers' logs: \(begunAgain); by slipway_downloads_restarted_total: \(figure)
            recount and rules: \(damage)
            devices: \(summary)

            """
    }
}
