import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct RetryBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Create a batch of the devices of an ended one that failed, fell back or are lost.",
        discussion: """
            They are judged again as at creation. A batch is retried once: a repeat shows the batch of the first time.

            Example: slipway batches retry 7
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The id of the batch that has ended.") var id: String
    @Option(help: "The name of the new batch; made from the old name unless given.") var name: String?

    func run() async throws {
        let service = try options.services().updates
        let created = try await service.retryBatch(BatchesCommand.id(id), name: name, as: LoginName.principal())
        if created.wasRepeat {
            StandardError.print("batch \(id) has been retried before, as batch \(created.batch.id)")
        } else if !output.json {
            PlanDocument(created.plan).printLeftOut()
        }
        try BatchesCommand.show(created.batch, json: output.json)
    }
}
