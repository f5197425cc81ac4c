import SlipwayCore

extension RepositoryReader {
    /// Every device by uid, page by page.
    package func everyDevice() throws -> [Device] {
        try everything { try page(of: DeviceQuery(), in: .all, at: $0, limit: 1_000) }
    }

    /// Every row of a list in its order, page by page.
    package func everything<Row>(
        _ page: (PagePosition<ListAnchor>) throws -> ListPage<Row>
    ) rethrows -> [Row] {
        var rows: [Row] = []
        var position: PagePosition<ListAnchor>? = .first
        while let current = position {
            let found = try page(current)
            rows += found.rows
            position = found.continuation.map { .after($0) }
        }
        return rows
    }
}

extension PagePosition {
    package func mapKey<Mapped>(_ transform: (Key) -> Mapped) -> PagePosition<Mapped> {
        switch self {
        case .first: .first
        case .after(let key): .after(transform(key))
        case .before(let key): .before(transform(key))
        case .last: .last
        }
    }
}
