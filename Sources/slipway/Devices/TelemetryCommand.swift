import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct TelemetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "telemetry", abstract: "List what a device said of itself, the newest first.",
        discussion: "Example: slipway devices telemetry gw-berlin-07 --limit 20 --json")

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var page: PageOptions
    @Argument(help: "The device's uid.") var uid: String

    func run() async throws {
        let service = try options.services().telemetry
        try await Self.output.show(
            page: page, json: output.json,
            cursor: { TelemetryCursor($0.message.anchor).text }
        ) { cursor, limit in
            try await service.telemetry(
                ofDevice: uid, after: try cursor.map { try TelemetryCursor($0).anchor }, limit: limit,
                as: LoginName.principal()
            ).map(Line.init)
        }
    }

    private struct Line: Encodable {
        let message: TelemetryMessage

        func encode(to encoder: any Encoder) throws {
            try TelemetryDocument(message).encode(to: encoder)
        }
    }

    private static let output = ListOutput<Line>(
        plural: "telemetry", headings: ["RECEIVED", "TYPE", "MESSAGE"],
        row: { line in
            [
                line.message.receivedAt.description, line.message.telemetryType,
                String(line.message.payload.prefix(200)),
            ]
        })
}
