import ArgumentParser
import Logging
import PostgresRepository
import SlipwayCore
import SlipwayServices

struct RegistrationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registrations",
        abstract: "Measure how fast devices are registered in PostgreSQL, beside COPY into the same table.",
        discussion: """
            A hundred devices at a time, into an organization that it makes; both take turns, so that whatever else the \
            machine does slows both. It needs psql.

            Example: slipway-benchmark registrations postgres:///slipway
            """)

    @Argument(help: "The database; it gets the schema where it has none.") var database: String
    @Option(help: "How many times a hundred devices.") var rounds = 100

    func run() async throws {
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let location = try PostgresLocation(database)
        try await PostgresRepository.migrate(location, logger: logger)
        let services = Services(repository: PostgresRepository(location, logger: logger), logger: logger)
        let copying = try CopyConsole(database)
        let name = "benchmark-\(UInt32.random(in: 0...UInt32.max))"
        let organization = try await services.organizations.create(
            NewOrganization(name: name, environment: .staging, deviceLimit: 200 * rounds), as: .operator("benchmark"))
        var (registered, copied) = (Duration.zero, Duration.zero)
        for round in 0..<max(1, rounds) {
            let entries = (1...100).map { number in
                RegistrationEntry(
                    deviceUID: "\(name)-registered-\(round)-\(number)", organizationID: organization.id,
                    hardwareVersion: "rev-a")
            }
            registered += try await ContinuousClock().measure {
                _ = try await services.devices.register(entries, as: .operator("benchmark"))
            }
            let rows = (1...100).map { number in
                let uid = "\(name)-copied-\(round)-\(number)"
                let hash = String(repeating: "0", count: 64)
                return "\(uid)\t\(uid)\t\(organization.id)\t\(name)\trev-a\t\(hash)\t2026-01-01Z\t2026-01-01Z\n"
            }
            copied += try ContinuousClock().measure { try copying.copyDevices(rows.joined()) }
        }
        let pace = { (time: Duration) in Int(Double(100 * max(1, rounds)) / (time / .seconds(1))) }
        print("registered \(pace(registered)) devices a second, copied \(pace(copied))")
        print("ratio \((100 * (copied / registered)).rounded() / 100)")
    }
}
