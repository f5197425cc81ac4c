import ArgumentParser
import SlipwayCore
import SlipwayServices

struct WatchEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow what happens from now on, an event a line, until you press ctrl-C.",
        discussion: """
            Each event comes once, and none is left out, also after the database was away. Where that cannot be promised, \
            because it was put back to an earlier state, a line on standard error says so.

            Examples:
              slipway events watch
              slipway events watch --json | jq -r 'select(.kind == "session_failed") | .device_uid'
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "Seconds between two looks.") var interval = 1.0

    func validate() throws {
        guard interval >= 0.1, interval <= 3_600 else { throw ValidationError("--interval must be from 0.1 to 3600") }
    }

    func run() async throws {
        let service = try options.services().updates
        var cursor: EventCursor?
        var isLost = false
        while true {
            var isBehind = false
            do {
                let page = try await service.feed(after: cursor, limit: 1_000, as: LoginName.principal())
                if isLost { StandardError.print("the database answers again") }
                isLost = false
                if cursor == nil { StandardError.print("following the events from now on") }
                if let gap = page.gap { StandardError.print("events may be missing here: \(gap.text)") }
                for event in page.events { try show(event) }
                cursor = page.cursor
                isBehind = page.waiting != .exactly(0) && !page.events.isEmpty
            } catch let error as SlipwayError {
                guard case .away(let detail)? = error.databaseFailure, cursor != nil else { throw error }
                if !isLost { StandardError.print("the database cannot be reached, trying again: \(detail)") }
                isLost = true
            }
            if !isBehind { try await Task.sleep(for: .seconds(interval)) }
        }
    }

    private func show(_ event: Event) throws {
        let document = EventDocument(event)
        if output.json {
            StandardOutput.write(try JSONText.compact(document) + "\n")
        } else {
            StandardOutput.print(document.row.joined(separator: "  "))
        }
    }
}

extension EventFeedGap {
    fileprivate var text: String {
        switch self {
        case .otherDatabase: "this is another database than before, or one that was restored from a dump"
        case .eventsGone: "the database was put back to an earlier state, or has removed old events meanwhile"
        }
    }
}
