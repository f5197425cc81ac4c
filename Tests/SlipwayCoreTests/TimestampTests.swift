import Foundation
import SlipwayCore
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_795_442_587_125, "2026-11-23T14:03:07.125Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
        (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func `An instant reads and writes as ISO 8601`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test func `Every day of eight centuries agrees with the system's calendar`() throws {
        let utc = try #require(TimeZone(identifier: "UTC"))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = utc
        for day in stride(from: -135_000, to: 160_000, by: 97) {
            let timestamp = Timestamp(milliseconds: Int64(day) * 86_400_000)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
            let fields = timestamp.description.prefix(10).split(separator: "-").map { Int($0) }
            #expect(fields == [parts.year, parts.month, parts.day])
            #expect(Timestamp(iso8601: timestamp.description) == timestamp)
        }
    }

    @Test func `Milliseconds may be left out`() {
        #expect(Timestamp(iso8601: "2026-11-23T14:03:07Z")?.milliseconds == 1_795_442_587_000)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T14:03:07", "2026-11-23T14:03:07+00:00", "2026-11-23 14:03:07Z",
        "2026-11-23T14:03:07.1Z", "2026-11-23T14:03:07.125000Z", "2026-11-23T14:03:07.125z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
        "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00Z ",
        "２026-01-01T00:00:00Z", "2026-01-01T00:00:00.125Z\u{1}",
    ])
    func `A text in any other form is no instant`(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `Instants outside the years 0001 to 9999 are clamped`() {
        #expect(Timestamp(milliseconds: .min).description == "0001-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59.999Z")
        #expect((Timestamp(milliseconds: 0) + .seconds(Int64.max)).description == "9999-12-31T23:59:59.999Z")
        #expect((Timestamp(milliseconds: 0) - .seconds(Int64.max)).description == "0001-01-01T00:00:00.000Z")
        #expect((Timestamp(milliseconds: 0) - .seconds(Int64.min)).description == "9999-12-31T23:59:59.999Z")
    }

    @Test func `A duration lies between two instants`() {
        let start = Timestamp(milliseconds: 1_795_442_587_125)
        let end = start + .milliseconds(90_500)
        #expect(end.description == "2026-11-23T14:04:37.625Z")
        #expect(end - start == .milliseconds(90_500))
        #expect(start - end == .milliseconds(-90_500))
        #expect(end - .milliseconds(90_500) == start)
        #expect(start < end)
        #expect(start + .microseconds(1_999) - .microseconds(1_999) == start)
    }

    @Test func `The clock shows the time of day in UTC`() {
        let timestamp = Timestamp(milliseconds: 1_795_442_587_125)
        #expect(timestamp.clockTime == "14:03:07Z")
        #expect(timestamp.clockMinute == "14:03Z")
        #expect(Timestamp(milliseconds: -1).clockTime == "23:59:59Z")
    }

    @Test func `Coding goes through the text`() throws {
        let timestamp = Timestamp(milliseconds: 1_795_442_587_125)
        let json = try JSONEncoder().encode([timestamp])
        #expect(String(decoding: json, as: UTF8.self) == #"["2026-11-23T14:03:07.125Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: json) == [timestamp])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data(#"["2026-11-23"]"#.utf8))
        }
    }
}
