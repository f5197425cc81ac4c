import Glibc
import TerminalUI

/// The loop of the thread that owns the screen. It sleeps in `poll`, so that an idle dashboard costs nothing here.
struct TerminalThread {
    let mailbox: Mailbox
    let feed: AsyncStream<[TerminalEvent]>.Continuation

    /// Readable without anything to read, so many times in a row, is a terminal that has gone.
    private static let emptyReadLimit = 100

    func run(_ opened: TerminalSession) {
        var session: TerminalSession? = opened
        var watchesInput = true
        var emptyReads = 0
        while session?.isClosed == false {
            var watched = [
                pollfd(fd: mailbox.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: watchesInput ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&watched, nfds_t(watched.count), -1)
            emit(session?.events(for: mailbox.takeSignals()) ?? [])
            for request in mailbox.takeRequests() { request(&session) }
            guard session?.isClosed == false else { break }
            let state = Int32(watched[1].revents)
            if state & POLLIN != 0 {
                let events = session?.read()
                emptyReads = events == nil ? emptyReads + 1 : 0
                emit(events ?? [])
            }
            if state & (POLLHUP | POLLERR | POLLNVAL) != 0 || emptyReads > Self.emptyReadLimit {
                watchesInput = false
                emit([.terminated])
            }
        }
        session = nil
        for request in mailbox.close() { request(&session) }
        feed.finish()
    }

    private func emit(_ events: [TerminalEvent]) {
        if !events.isEmpty { feed.yield(events) }
    }
}
