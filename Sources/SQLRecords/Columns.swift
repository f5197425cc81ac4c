/// The columns of one record, in the order in which it is read, with the name that statements give its table.
package struct Columns: Sendable {
    package let names: [String]
    /// `d.id, d.device_uid, …`
    package let qualified: String
    /// `id, device_uid, …`, where a statement knows one table only.
    package let plain: String

    package var count: Int { names.count }

    package init(_ names: [String], of alias: String) {
        self.names = names
        qualified = names.map { "\(alias).\($0)" }.joined(separator: ", ")
        plain = names.joined(separator: ", ")
    }
}
