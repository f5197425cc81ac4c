import CLibPQ
import Foundation

/// Waits for the socket of a connection, never beyond an instant.
struct SocketWait {
    enum Direction {
        case reading
        case writing
        case both

        fileprivate var events: Int16 {
            switch self {
            case .reading: Int16(POLLIN)
            case .writing: Int16(POLLOUT)
            case .both: Int16(POLLIN) | Int16(POLLOUT)
            }
        }
    }

    let end: ContinuousClock.Instant

    init(atMost time: Duration) { end = .now + time }

    func callAsFunction(for direction: Direction, of connection: OpaquePointer) throws(PostgresFault) {
        let socket = PQsocket(connection)
        guard socket >= 0 else { throw PostgresFault(.lost) }
        var descriptor = pollfd(fd: socket, events: direction.events, revents: 0)
        while true {
            let left = end - .now
            guard left > .zero else { throw PostgresFault(.late) }
            // Rounded up, or the last part of a millisecond would be spent in a busy loop.
            let milliseconds = Int32(clamping: Int64(left / .milliseconds(1)) + 1)
            let ready = poll(&descriptor, 1, milliseconds)
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw PostgresFault(.lost) }
        }
    }
}
