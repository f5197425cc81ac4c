/// `{"devices": […], "count": n, "next_cursor": …}`.
package struct ListAnswer<Record: Encodable>: Encodable {
    private let plural: String
    private let records: [Record]
    private let nextCursor: String?

    package init(plural: String, records: [Record], nextCursor: String?) {
        self.plural = plural
        self.records = records
        self.nextCursor = nextCursor
    }

    package func encode(to encoder: any Encoder) throws {
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
