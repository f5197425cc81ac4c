import ArgumentParser
import SlipwayCore
import SlipwayServices

struct ExportEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the events that were not exported yet to files in a folder.",
        discussion: """
            An event a line, in JSON as of `events watch --json`, at most 10,000 in a file. A file is on disk before its \
            events count as exported; if this is killed in between, the next export writes that file again. Events that \
            `event_retention` removes are exported first, unless `export_before_removal` is no, so run it regularly:

              17 * * * *  slipway events export /var/backups/slipway

            Exit status 1: it stopped before the end, and what it has written counts.

            Examples:
              slipway events export /var/backups/slipway
              slipway events export /var/backups/slipway --json
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The folder, which must exist. One export at a time writes to it.") var folder: String

    func run() async throws {
        let repository = try options.services().repository
        let export = EventExport(repository) { try JSONText.compact(EventDocument($0)) }
        var files: [FileDocument] = []
        var fault: String?
        do {
            try await export.exportEvents(into: folder, as: LoginName.principal()) { file in
                files.append(FileDocument(file))
                if !output.json { StandardOutput.print("\(file.path): \(file.events) events") }
            }
        } catch let error as ExportFault {
            fault = error.text
        }
        let count = files.reduce(0) { $0 + $1.events }
        if output.json {
            try StandardOutput.print(json: ExportDocument(exported: count, files: files))
        } else if files.isEmpty, fault == nil {
            StandardOutput.print("no event is left to export")
        }
        guard let fault else { return }
        StandardError.print("slipway: \(fault)")
        throw ExitStatusError(status: files.isEmpty ? .refused : .partlyFailed)
    }

    private struct ExportDocument: Encodable {
        let exported: Int
        let files: [FileDocument]
    }

    private struct FileDocument: Encodable {
        let path: String
        let events: Int
        let firstID: Event.ID
        let lastID: Event.ID

        init(_ file: EventExport.File) {
            (path, events, firstID, lastID) = (file.path, file.events, file.firstID, file.lastID)
        }
    }
}
