import SlipwayCore

/// Shows a list page by page, as a table or as JSON under its own plural.
struct ListOutput<Record: Encodable & Sendable>: Sendable {
    let plural: String
    let headings: [String]
    let row: @Sendable (Record) -> [String]
    /// What continues the list after a record.
    let cursor: @Sendable (Record) -> String

    /// - Parameter fetch: the page after a cursor, with at most so many records.
    func show(
        page: PageOptions, json: Bool, fetch: (_ cursor: String?, _ limit: Int) async throws -> [Record]
    ) async throws {
        var records = try await fetch(page.cursor, page.limit)
        var next = records.count == page.limit ? records.last.map(cursor) : nil
        while page.all, let cursor = next {
            let more = try await fetch(cursor, page.limit)
            records += more
            next = more.count == page.limit ? more.last.map(self.cursor) : nil
        }
        guard json else {
            StandardOutput.print(table: headings, rows: records.map(row))
            if let next { StandardError.print("more: --cursor \(next)") }
            return
        }
        try StandardOutput.print(json: ListAnswer(plural: plural, records: records, nextCursor: next))
    }
}

/// `{"devices": […], "count": n, "next_cursor": …}`.
private struct ListAnswer<Record: Encodable>: Encodable {
    let plural: String
    let records: [Record]
    let nextCursor: String?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(records, forKey: Key(plural))
        try container.encode(records.count, forKey: Key("count"))
        try container.encode(nextCursor, forKey: Key("nextCursor"))
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
