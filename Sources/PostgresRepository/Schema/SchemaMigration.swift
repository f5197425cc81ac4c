/// One numbered step of the schema; what has been released never changes.
struct SchemaMigration: Sendable {
    let number: Int
    let name: String
    let statements: [String]

    static let all = [firstSchema, audit, roles]

    private static let firstSchema = SchemaMigration(
        number: 1, name: "0001 first schema",
        statements: FirstSchema.tables + FirstSchema.bucketTables + FirstSchema.indexes + FirstSchema.triggers)

    private static let audit = SchemaMigration(number: 2, name: "0002 audit", statements: AuditSchema.tables)

    private static let roles = SchemaMigration(number: 3, name: "0003 roles", statements: RoleSchema.statements)
}
