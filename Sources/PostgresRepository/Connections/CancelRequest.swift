import CLibPQ
import Dispatch

/// Asks a server to stop what one connection has it do; from any thread, as libpq allows for this and nothing else.
final class CancelRequest: Sendable {
    /// The address of libpq's own request, which is read only.
    private let address: UInt
    /// The request is a connection of its own, which may hang as well.
    private let queue = DispatchQueue(label: "slipway.postgres.cancel")

    init?(for connection: OpaquePointer) {
        guard let request = PQgetCancel(connection) else { return nil }
        address = UInt(bitPattern: request)
    }

    deinit { PQfreeCancel(OpaquePointer(bitPattern: address)) }

    func send() {
        queue.async { [self] in
            var words = [CChar](repeating: 0, count: 256)
            PQcancel(OpaquePointer(bitPattern: address), &words, Int32(words.count))
        }
    }
}
