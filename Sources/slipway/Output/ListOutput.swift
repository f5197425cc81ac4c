import SlipwayAPI
import SlipwayCore

/// Shows a list page by page, as a table or as JSON under its own plural.
struct ListOutput<Record: Encodable & Sendable>: Sendable {
    let plural: String
    let headings: [String]
    let row: @Sendable (Record) -> [String]

    /// Goes on until as many rows are found as were asked for, however many calls that takes.
    ///
    /// - Parameters:
    ///   - terms: what other options narrow the list to, besides `--filter`.
    ///   - fetch: one page.
    func show<Order>(
        _ list: ListOptions<Order>, terms: [FilterTerm?] = [], json: Bool,
        fetch: (ListQuery<Order>, PagePosition<ListAnchor>, _ limit: Int) async throws -> ListPage<Record>
    ) async throws {
        let query = try list.query(and: terms.compactMap { $0 })
        var next = try list.page.cursor.map { try ListCursor($0, of: query).anchor }
        var records: [Record] = []
        repeat {
            let room = list.page.all ? list.page.limit : list.page.limit - records.count
            let page = try await fetch(query, next.map { .after($0) } ?? .first, room)
            records += page.rows
            next = page.continuation
        } while next != nil && (list.page.all || records.count < list.page.limit)
        try print(records, next: next.map { ListCursor($0, of: query).text }, json: json)
    }

    /// - Parameters:
    ///   - cursor: what continues the list after a record.
    ///   - fetch: the page after a cursor, with at most so many records.
    func show(
        page: PageOptions, json: Bool, cursor: (Record) -> String,
        fetch: (_ cursor: String?, _ limit: Int) async throws -> [Record]
    ) async throws {
        var records = try await fetch(page.cursor, page.limit)
        var next = records.count == page.limit ? records.last.map(cursor) : nil
        while page.all, let last = next {
            let more = try await fetch(last, page.limit)
            records += more
            next = more.count == page.limit ? more.last.map(cursor) : nil
        }
        try print(records, next: next, json: json)
    }

    private func print(_ records: [Record], next: String?, json: Bool) throws {
        guard json else {
            StandardOutput.print(table: headings, rows: records.map(row))
            if let next { StandardError.print("more: --cursor \(next)") }
            return
        }
        try StandardOutput.print(json: ListAnswer(plural: plural, records: records, nextCursor: next))
    }
}
