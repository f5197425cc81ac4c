import ArgumentParser
import SlipwayCore

extension BatchesCommand {
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Hold a batch: nothing more is started, offered or downloaded.",
            discussion: """
                Devices that have flashed go on. Pausing a paused batch changes nothing.

                Example: slipway batches pause 7 --reason "looking into two failures"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record.") var reason = ""

        func run() async throws {
            let service = try options.services().updates
            let batch = try await service.pauseBatch(
                BatchesCommand.id(id), reason: reason, as: LoginName.principal())
            try BatchesCommand.show(batch, json: output.json)
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume",
            abstract: "Let a paused batch go on.",
            discussion: """
                Every device has its full time again. A batch whose gate is broken goes on only with --accept-bad and a \
                reason: what is bad so far is accepted, and the gate counts from there.

                Examples:
                  slipway batches resume 7
                  slipway batches resume 7 --accept-bad --reason "a bad rack, not the release"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record.") var reason = ""
        @Flag(help: "Accept what is bad, where its gate is broken.") var acceptBad = false

        func run() async throws {
            let service = try options.services().updates
            let batch = try await service.resumeBatch(
                BatchesCommand.id(id), acceptsBad: acceptBad, reason: reason, as: LoginName.principal())
            try BatchesCommand.show(batch, json: output.json)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "End a batch for every device that has not flashed.",
            discussion: """
                There is no way back. The batch is cancelling until its last flashed device has ended.

                Example: slipway batches cancel 7 --reason "bricks rev-a boards"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record and for each device.") var reason: String

        func run() async throws {
            let service = try options.services().updates
            let batch = try await service.cancelBatch(
                BatchesCommand.id(id), reason: reason, as: LoginName.principal())
            try BatchesCommand.show(batch, json: output.json)
        }
    }

    static func show(_ batch: UpdateBatch, json: Bool) throws {
        if json {
            try StandardOutput.print(json: batch)
        } else {
            StandardOutput.print(table: output.headings, rows: [output.row(batch)])
        }
    }
}
