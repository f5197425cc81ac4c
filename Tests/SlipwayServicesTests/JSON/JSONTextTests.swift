import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct JSONTextTests {
    private struct Record: Encodable {
        let deviceUID: String
    }

    private static let hostile = "a\"\\/\n\u{1B}[2J\u{7F}\u{9B}\u{202E}\u{2028}\u{E000}é漢😀"

    @Test func `no control character of any kind is written`() throws {
        let escaped = #"a\"\\/\n\u001b[2J\u007f\u009b\u202e\u2028\ue000é漢😀"#
        #expect(try JSONText.compact(Record(deviceUID: Self.hostile)) == #"{"device_uid":"\#(escaped)"}"#)
        #expect(JSONText.quoted(Self.hostile) == "\"\(escaped)\"")
    }

    @Test func `a quoted text is read as it was`() throws {
        let texts = try JSONDecoder().decode([String].self, from: Data("[\(JSONText.quoted(Self.hostile))]".utf8))
        #expect(texts == [Self.hostile])
    }

    @Test func `values of any kind are written as Foundation writes them`() throws {
        try expectFoundationsText(of: EncodableExample())
        for seed in 0..<30 {
            var generator = SeededGenerator(seed: UInt64(seed))
            try expectFoundationsText(of: ["random": EncodableExample.Tree(depth: 3, using: &generator)])
        }
    }

    @Test func `records of one kind with different members are written as Foundation writes them`() throws {
        try expectFoundationsText(of: (0..<128).map { EncodableExample.Row(holes: $0 % 32) })
        try expectFoundationsText(of: (0..<20).map { EncodableExample.Shuffled(seed: UInt64($0)) })
    }

    @Test func `what a value says by encoders of its own is written as Foundation writes it`() throws {
        try expectFoundationsText(of: [EncodableExample.Heir(), EncodableExample.Heir()])
    }

    @Test func `what the service keeps is written as Foundation writes it`() async throws {
        try await withFleet { fleet in
            let batch = try await fleet.startBatch(of: 3)
            try await fleet.take(batch.sessions[0], to: .completed)
            try expectFoundationsText(of: fleet.acme)
            try expectFoundationsText(of: fleet.release)
            try expectFoundationsText(of: try await fleet.device(at: 0))
            try expectFoundationsText(of: try await fleet.batch(batch.id))
            let rows = try await fleet.rows(batch.id)
            try expectFoundationsText(of: rows.map(\.batchDevice))
            try expectFoundationsText(of: rows.map(\.session))
        }
    }

    @Test func `names that are data stay as they are, whatever is written before and meanwhile`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<200 {
                tasks.addTask {
                    let key = "deviceUID\(number % 7)"
                    let written = [
                        try JSONText.compact([key: Record(deviceUID: "a")]),
                        try JSONText.compact(Record(deviceUID: "b")), try JSONText.compact(Heading(deviceUID0: 1)),
                    ]
                    let expected = [
                        #"{"\#(key)":{"device_uid":"a"}}"#, #"{"device_uid":"b"}"#, #"{"device_uid0":1}"#,
                    ]
                    #expect(written == expected)
                }
            }
            try await tasks.waitForAll()
        }
    }

    private struct Heading: Encodable {
        let deviceUID0: Int
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func `a number that JSON cannot say is refused`(number: Double) {
        #expect(throws: EncodingError.self) { try JSONText.compact(["number": number]) }
    }
}

private func expectFoundationsText(
    of value: some Encodable, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let verbatim = String(decoding: try encoder.encode(value), as: UTF8.self)
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let lines = String(decoding: try encoder.encode(value), as: UTF8.self)
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = String(decoding: try encoder.encode(value), as: UTF8.self)
    #expect(try JSONText.verbatim(value) == verbatim, sourceLocation: sourceLocation)
    #expect(try JSONText.encode(value) == lines, sourceLocation: sourceLocation)
    #expect(try JSONText.compact(value) == line, sourceLocation: sourceLocation)
}
