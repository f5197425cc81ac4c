import Logging

extension LogBook {
    /// A logger whose messages, from `notice` on, stand in the book and nowhere else.
    package func logger(label: String) -> Logger {
        Logger(label: label) { _ in LogBookHandler(book: self) }
    }
}

private struct LogBookHandler: LogHandler {
    let book: LogBook
    var logLevel = Logger.Level.notice
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }
        book.note(Self.severity(event.level), event.message.description + details.joined())
    }

    private static func severity(_ level: Logger.Level) -> LogBook.Severity {
        switch level {
        case .trace, .debug, .info, .notice: .info
        case .warning: .warning
        case .error, .critical: .error
        }
    }
}
