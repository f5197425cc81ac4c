import Testing

@testable import SlipwayAPI

struct LatchTests {
    @Test func `all that wait go on once it opens, and what comes later does not wait`() async throws {
        let latch = Latch()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<20 { tasks.addTask { try await latch.wait() } }
            tasks.addTask { latch.open() }
            try await tasks.waitForAll()
        }
        latch.open()
        try await latch.wait()
    }

    @Test func `what is cancelled waits no longer, before or after it has begun to`() async throws {
        let latch = Latch()
        for _ in 0..<200 {
            let waiting = Task { try await latch.wait() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }
}
