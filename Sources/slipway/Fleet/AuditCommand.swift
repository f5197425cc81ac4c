import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Count every kept figure again, and list those that differ from their rows.",
        discussion: """
            Ends with 0 where all agree or were repaired, with 1 where some differ. A wrong figure keeps its batch from \
            moving, with the error DATABASE_010. --repair writes the figures as they are counted, each under its lock \
            and with an event; it may run beside servers. How long the phases of a batch took is not counted: nothing \
            else keeps it.

            Examples:
              slipway audit --database fleet.db
              slipway audit --repair --database fleet.db
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Write the true figures.") var repair = false

    func run() async throws {
        let services = try options.services()
        let differences = try await services.counters.audit(as: LoginName.principal())
        var faults: [CounterSubject: String] = [:]
        if repair { faults = try await repairAll(Self.subjects(of: differences), with: services.counters) }
        let records = differences.map { difference in
            AuditDocument(
                difference, isRepaired: repair && faults[difference.subject] == nil,
                fault: faults[difference.subject])
        }
        try show(records)
        if records.contains(where: { !$0.repaired }) { throw ExitStatusError(status: .partlyFailed) }
    }

    /// What cannot be repaired keeps nothing else from it.
    private func repairAll(
        _ subjects: [CounterSubject], with counters: CounterService
    ) async throws -> [CounterSubject: String] {
        var faults: [CounterSubject: String] = [:]
        for subject in subjects {
            do {
                _ = try await counters.repair(subject, as: LoginName.principal())
            } catch let error as SlipwayError where !error.isOutage {
                faults[subject] = "\(error.message) [\(error.code)]"
            }
        }
        return faults
    }

    private static func subjects(of differences: [CounterDifference]) -> [CounterSubject] {
        var seen: Set<CounterSubject> = []
        return differences.map(\.subject).filter { seen.insert($0).inserted }
    }

    private func show(_ records: [AuditDocument]) throws {
        if output.json {
            try StandardOutput.print(json: ListAnswer(plural: "differences", records: records, nextCursor: nil))
        } else if records.isEmpty {
            StandardOutput.print("all figures agree")
        } else {
            StandardOutput.print(
                table: ["RECORD", "FIGURE", "KEY", "KEPT", "COUNTED", "REPAIRED"],
                rows: records.map { record in
                    [
                        "\(record.subject) \(record.id)", record.figure, record.key, "\(record.kept)",
                        "\(record.counted)", record.fault ?? (record.repaired ? "yes" : "no"),
                    ]
                })
        }
        if !repair, !records.isEmpty {
            StandardError.print("slipway audit --repair writes the figures as they are counted")
        }
    }
}

/// A figure that differs from its rows.
private struct AuditDocument: Encodable {
    let subject: String
    let id: Int64
    let figure: String
    /// Which row of a table, or part of a rollout; empty where there is one only.
    let key: String
    let kept: Int
    let counted: Int
    let repaired: Bool
    /// Why it could not be.
    let fault: String?

    init(_ difference: CounterDifference, isRepaired: Bool, fault: String?) {
        switch difference.subject {
        case .organization(let id): (subject, self.id) = ("organization", id.rawValue)
        case .rollout(let id): (subject, self.id) = ("rollout", id.rawValue)
        case .batch(let id): (subject, self.id) = ("batch", id.rawValue)
        }
        figure = difference.figure
        key = difference.key
        kept = difference.kept
        counted = difference.counted
        repaired = isRepaired
        self.fault = fault
    }
}
