extension RawRepresentable<String> {
    /// The name under which it is stored, as SQL text: `'flashed'`.
    ///
    /// For closed lists, whose names hold no quote; what comes from outside is a parameter.
    package var sqlName: String { "'\(rawValue)'" }
}

extension Sequence where Element: RawRepresentable<String> {
    /// Their names as SQL text, in their order: `'initiated', 'acknowledged'`.
    ///
    /// SQLite uses a partial index only for a statement that repeats its condition with the names in the same order.
    package var sqlNames: String { map(\.sqlName).joined(separator: ", ") }
}
