import SlipwayAPI
import Testing

@Suite struct AccessLogTests {
    @Test func `failures and slow answers are logged, and nothing else`() {
        let log = AccessLog(.failures)
        #expect(log.takes(status: 404, duration: .zero))
        #expect(log.takes(status: 200, duration: .seconds(1)))
        #expect(!log.takes(status: 200, duration: .milliseconds(999)))
    }

    @Test func `of what went well one in so many is logged, and every failure`() {
        let log = AccessLog(.sample(10))
        #expect((0..<100).count { _ in log.takes(status: 200, duration: .zero) } == 10)
        #expect((0..<100).count { _ in log.takes(status: 500, duration: .zero) } == 100)
    }

    @Test func `all are logged, or none`() {
        #expect(AccessLog(.all).takes(status: 200, duration: .zero))
        #expect(!AccessLog(.off).takes(status: 500, duration: .seconds(9)))
    }

    @Test(arguments: ["off", "failures", "all", "2", "1000000"])
    func `a choice is read as it is written`(text: String) {
        #expect(AccessLog.Choice(text)?.description == text)
    }

    @Test(arguments: ["", "none", "1", "0", "-5", "1000001", "1.5", "ALL"])
    func `anything else is no choice`(text: String) {
        #expect(AccessLog.Choice(text) == nil)
    }
}
