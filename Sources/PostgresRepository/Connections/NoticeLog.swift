import CLibPQ
import Logging

/// Takes what a server says besides its answers, which libpq would otherwise write over the screen.
final class NoticeLog {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// The log must live as long as the connection.
    func listen(to connection: OpaquePointer) {
        PQsetNoticeProcessor(
            connection,
            { context, message in
                guard let context, let message else { return }
                let log = Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue()
                log.logger.debug("PostgreSQL: \(String(cString: message))")
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
