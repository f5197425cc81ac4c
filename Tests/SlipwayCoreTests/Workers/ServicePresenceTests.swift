import SlipwayCore
import Testing

@Suite struct ServicePresenceTests {
    private let presence = ServicePresence(seenAt: .noon, since: nil)

    @Test func `a worker that is seen in time goes on with what there was`() {
        let later = Timestamp.noon + .milliseconds(59_999)
        #expect(presence.isCurrent(at: later))
        #expect(presence.seen(at: later) == ServicePresence(seenAt: later, since: nil))
    }

    @Test func `one that is seen after a minute without any begins anew`() {
        let later = Timestamp.noon + .seconds(60)
        #expect(!presence.isCurrent(at: later))
        #expect(presence.seen(at: later) == ServicePresence(seenAt: later, since: later))
    }

    @Test func `a clock that is behind takes nothing back`() {
        #expect(presence.seen(at: .noon - .seconds(5)) == presence)
    }
}
