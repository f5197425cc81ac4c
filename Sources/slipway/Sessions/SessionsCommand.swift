import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract:
            "Update sessions: each one attempt to bring one release to one device. List them, show one, cancel one.",
        subcommands: [
            List.self, ShowSessionCommand.self, CancelSessionCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List update sessions, the newest first.",
            discussion: ListOptions<SessionOrder>.discussion(
                "sessions list --filter 'status=failed and started<2h'",
                "sessions list --filter device=gw-berlin-07 --json"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<SessionOrder>

        func run() async throws {
            let service = try options.services().updates
            try await SessionsCommand.output.show(list, json: output.json) { query, position, limit in
                try await service.page(of: query, at: position, limit: limit, as: LoginName.principal())
                    .map(SessionDocument.init)
            }
        }
    }

    static let output = ListOutput<SessionDocument>(
        plural: "sessions",
        headings: SessionDocument.headings,
        row: \.row)

    /// - Throws: UPDATE_008 for what is not an id.
    static func id(_ text: String) throws -> SessionID {
        guard let id = SessionID(text) else { throw SlipwayError.sessionNotFound(text) }
        return id
    }
}

struct ShowSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one update session.",
        discussion: "Example: slipway sessions show 6f1c9e1e-8a54-4c8e-9f3e-2f6d3a1b7c55 --json"
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Its id.") var id: String

    func run() async throws {
        let service = try options.services().updates
        let row = try await service.session(SessionsCommand.id(id), as: LoginName.principal())
        try SessionDocument(row).show(json: output.json)
    }
}

struct CancelSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop the update of one device that has not flashed.",
        discussion: """
            There is no way back; cancelling a cancelled session changes nothing.

            Example: slipway sessions cancel 6f1c9e1e-8a54-4c8e-9f3e-2f6d3a1b7c55 --reason "on the bench"
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Its id.") var id: String
    @Option(help: "Why, for the record.") var reason = ""

    func run() async throws {
        let service = try options.services().updates
        let id = try SessionsCommand.id(id)
        _ = try await service.cancelSession(id, reason: reason, as: LoginName.principal())
        try SessionDocument(try await service.session(id, as: LoginName.principal())).show(json: output.json)
    }
}

extension SessionDocument {
    static let headings = [
        "SESSION", "DEVICE", "ORGANIZATION", "FIRMWARE", "BATCH", "STATUS", "PROGRESS", "STARTED", "REASON",
    ]

    var row: [String] {
        [
            session.sessionID.description, deviceUID, organizationName, firmwareVersion, batchID?.description ?? "-",
            session.updateStatus.rawValue, "\(session.progressPercent)%", session.startedAt.description,
            session.failureReason ?? session.reasonCode?.text ?? "",
        ]
    }

    func show(json: Bool) throws {
        if json {
            try StandardOutput.print(json: self)
        } else {
            StandardOutput.print(table: Self.headings, rows: [row])
        }
    }
}
