import Testing

@testable import SlipwayServices

@Suite struct WakeUpBellTests {
    @Test(.timeLimit(.minutes(1))) func `a bell that rings ends the pause of its loop`() async throws {
        let bell = WakeUpBell()
        async let pause: Void = bell.wait(atMost: .seconds(600))
        bell.ring()
        try await pause
    }

    @Test(.timeLimit(.minutes(1))) func `a bell that rang while its loop was at work ends the next pause`() async throws
    {
        let bell = WakeUpBell()
        bell.ring()
        bell.ring()
        try await bell.wait(atMost: .seconds(600))
    }

    @Test func `a bell that does not ring leaves the pause as it is`() async throws {
        let bell = WakeUpBell()
        let began = ContinuousClock.now
        try await bell.wait(atMost: .milliseconds(20))
        #expect(ContinuousClock.now - began >= .milliseconds(20))
    }

    @Test(.timeLimit(.minutes(1))) func `a loop that is cancelled leaves its pause`() async throws {
        let bell = WakeUpBell()
        let loop = Task { try await bell.wait(atMost: .seconds(600)) }
        loop.cancel()
        await #expect(throws: CancellationError.self) { try await loop.value }
    }

    @Test(.timeLimit(.minutes(1))) func `whatever comes first, ringing or the end of the pause, a loop goes on`()
        async throws
    {
        let bell = WakeUpBell()
        for _ in 0..<500 {
            async let pause: Void = bell.wait(atMost: .microseconds(50))
            bell.ring()
            try await pause
        }
    }
}
