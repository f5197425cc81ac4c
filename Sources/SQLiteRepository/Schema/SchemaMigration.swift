/// One numbered step of the schema; what has been released never changes.
struct SchemaMigration {
    let number: Int
    let name: String
    let statements: [String]

    static let all = [firstSchema, lists, audit]

    private static let firstSchema = SchemaMigration(
        number: 1, name: "0001 first schema",
        statements: FirstSchema.tables + FirstSchema.bucketTables + FirstSchema.indexes + FirstSchema.triggers
            + FirstSchema.bucketTriggers)

    private static let lists = SchemaMigration(number: 2, name: "0002 lists", statements: ListSchema.indexes)

    private static let audit = SchemaMigration(number: 3, name: "0003 audit", statements: AuditSchema.tables)
}
