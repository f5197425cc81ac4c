import SlipwayCore

/// What a screen shows of a list, of one moment.
package struct ListView<Row: Sendable>: Sendable {
    package let mark: ChangeMark
    package let page: ListPage<Row>
    /// Of the rows that match, as far as bounded work can tell.
    package let count: ListCount

    package init(mark: ChangeMark, page: ListPage<Row>, count: ListCount) {
        self.mark = mark
        self.page = page
        self.count = count
    }
}

extension ListView {
    /// Reads all of it at once, and what the settings are.
    static func read(
        from repository: any Repository, following shared: SettingService,
        page: @escaping @Sendable (any RepositoryReader) throws -> ListPage<Row>,
        count: @escaping @Sendable (any RepositoryReader) throws -> ListCount
    ) async throws -> ListView {
        try await repository.read { reader in
            try shared.follow(in: reader)
            return ListView(mark: try reader.changeMark(), page: try page(reader), count: try count(reader))
        }
    }
}
