extension SlipwayError {
    /// A row that only a newer or a damaged program can have written.
    package static let unknownValue = databaseUnavailable("it holds a value that this version does not know")

    package static let foreignAnchor = invalidRequest([
        FieldFault(field: "cursor", fault: "does not belong to this list")
    ])

    /// A broken rule of the schema, whatever the database that keeps it.
    package static let brokenRule = databaseUnavailable("it refused a change that would break its rules")
}
