import SlipwayCore
import Testing

@testable import SlipwayAPI

@Suite struct OutageNoticeTests {
    @Test func `an outage is news once, another one as well, and the same one after the database has answered`() {
        let notice = OutageNotice()
        let (away, full) = (SlipwayError.databaseUnavailable("no server answers"), SlipwayError.databaseFull)
        #expect([away, away, full, full, away].map(notice.isNews) == [true, false, true, false, true])
        notice.end()
        #expect(notice.isNews(away))
    }
}
