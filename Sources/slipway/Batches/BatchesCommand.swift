import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct BatchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches",
        abstract: "Update batches: create one, watch it, stop it, retry it, list them.",
        subcommands: [
            List.self, Show.self, CreateBatchCommand.self, WatchBatchCommand.self, Pause.self, Resume.self, Cancel.self,
            RetryBatchCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List batches, the newest first.",
            discussion: ListOptions<BatchOrder>.discussion("batches list --filter 'status=in_progress and created<1d'"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<BatchOrder>

        func run() async throws {
            let service = try options.services().updates
            try await BatchesCommand.output.show(list, json: output.json) { query, position, limit in
                try await service.page(of: query, at: position, limit: limit, as: LoginName.principal()).map(\.batch)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one batch with its devices.", discussion: "Example: slipway batches show 7 --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String

        func run() async throws {
            let service = try options.services().updates
            let id = try BatchesCommand.id(id)
            let view = try await service.live(id, as: LoginName.principal(), limits: BatchLiveLimits(events: 1))
            var devices: [BatchDeviceRow] = []
            var position = PagePosition<UpdateBatchDevice.ID>.first
            while true {
                let page = try await service.batchDevices(id, as: LoginName.principal(), at: position, limit: 1_000)
                devices += page
                guard page.count == 1_000, let last = page.last else { break }
                position = .after(last.batchDevice.id)
            }
            let gate = try await service.gate(of: id, as: LoginName.principal())
            let document = BatchDocument(view.live, gate: gate, devices: devices)
            if output.json {
                try StandardOutput.print(json: document)
            } else {
                StandardOutput.print(
                    table: BatchesCommand.output.headings, rows: [BatchesCommand.output.row(view.live.batch)])
                for line in view.live.rollout.schedule.lines { StandardOutput.print(line) }
                StandardOutput.print("")
                StandardOutput.print(table: BatchDocument.DeviceEntry.headings, rows: document.devices.map(\.row))
            }
        }
    }

    static let output = ListOutput<UpdateBatch>(
        plural: "batches",
        headings: ["ID", "NAME", "STATUS", "DEVICES", "PENDING", "UNDER WAY", "SUCCEEDED", "FAILED", "BY", "CREATED"],
        row: { batch in
            [
                batch.id.description, batch.name, batch.status.rawValue, String(batch.counters.total),
                String(batch.counters.pending), String(batch.counters.initiated),
                String(batch.counters.succeeded), String(batch.counters.failed), batch.createdBy,
                batch.createdAt.description,
            ]
        })

    /// - Throws: BATCH_002 for what is not an id.
    static func id(_ text: String) throws -> UpdateBatch.ID {
        guard let number = Int64(text), number > 0 else { throw SlipwayError.batchNotFound(text) }
        return UpdateBatch.ID(number)
    }
}

extension BatchDocument.DeviceEntry {
    static let headings = ["DEVICE", "STATUS", "SESSION", "PROGRESS", "FROM", "REASON"]

    var row: [String] {
        [
            deviceUID, status.rawValue, updateStatus?.rawValue ?? "-", progressPercent.map { "\($0)%" } ?? "-",
            fromVersion.isEmpty ? "?" : fromVersion, failureReason ?? reasonCode?.text ?? "",
        ]
    }
}
