import SlipwayCore
import Testing

@Suite struct ListCursorTests {
    private static let query = DeviceQuery(filter: Filter([FilterTerm(.prefix("gw"))]), order: .seen)

    @Test(arguments: [
        [], [ListAnchor.Value.integer(.min)], [.text("")], [.text("a;:1 é\u{0}\u{1F1E9}"), .integer(7), .text("i1;")],
    ])
    func `what a cursor says is read again`(key: [ListAnchor.Value]) throws {
        let cursor = ListCursor(ListAnchor(segment: 3, key: key), of: Self.query)
        #expect(cursor.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        #expect(try ListCursor(cursor.text, of: Self.query) == cursor)
    }

    @Test func `a cursor of another list, filter, order or direction is refused`() throws {
        let text = ListCursor(ListAnchor(segment: 0, key: [.integer(1)]), of: Self.query).text
        let refused = SlipwayError.invalidRequest([
            FieldFault(field: "cursor", fault: "belongs to another list, filter or order; start without one")
        ])
        var others = [Self.query, Self.query, Self.query]
        others[0].filter = .none
        others[1].order = .uid
        others[2].isReversed = true
        for other in others { #expect(throws: refused) { try ListCursor(text, of: other) } }
        let sessions = SessionQuery(filter: Self.query.filter)
        #expect(throws: refused) { try ListCursor(text, of: sessions) }
    }

    @Test func `what is no cursor is refused and harms nothing`() {
        let text = ListCursor(ListAnchor(segment: 0, key: [.text("gw-1"), .integer(7)]), of: Self.query).text
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 32...126, using: &generator)
            }
            let damaged = String(
                decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)), as: UTF8.self)
            if let read = try? ListCursor(damaged, of: Self.query) { #expect(read.text == damaged) }
        }
        let refused = SlipwayError.invalidRequest([FieldFault(field: "cursor", fault: "is not a cursor of a list")])
        for text in ["", "dev-001", "!", "é", "AAAA", "MSAx", String(repeating: "_", count: 9_999)] {
            #expect(throws: refused) { try ListCursor(text, of: Self.query) }
        }
    }
}
