import Hummingbird
import NIOCore

/// A body while it arrives: whatever goes wrong with that is the client's doing, or the network's.
struct ArrivingBody: AsyncSequence {
    private let body: RequestBody

    init(_ body: RequestBody) { self.body = body }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: body.makeAsyncIterator()) }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: RequestBody.AsyncIterator

        /// - Throws: REQUEST_009 where it breaks off, or its chunks are none; `CancellationError`.
        mutating func next() async throws -> ByteBuffer? {
            do {
                return try await base.next()
            } catch let error as CancellationError {
                throw error
            } catch {
                throw HTTPRefusal.bodyIncomplete
            }
        }
    }
}
