/// One numbered step of a schema, as literal SQL; what has been released never changes.
package struct SchemaMigration: Sendable {
    package let number: Int
    /// The name that a database keeps of it, such as `0002 audit`.
    package let name: String
    /// Its statements, each with a semicolon at its end.
    package let sql: String
    /// What is computed after them in the same transaction, where SQL does not do.
    package let computation: Computation?

    package enum Computation: Sendable {
        case versionKeys

        package func run(in transaction: some SQLTransaction) throws {
            switch self {
            case .versionKeys: try transaction.computeVersionKeys()
            }
        }
    }

    /// - Parameter file: the bytes of a file of the folder `Schema`, which the build embeds.
    package init(_ number: Int, _ name: String, file: [UInt8], computing computation: Computation? = nil) {
        self.number = number
        self.name = name
        sql = String(decoding: file, as: UTF8.self)
        self.computation = computation
    }
}
