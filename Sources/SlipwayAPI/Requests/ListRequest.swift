import SlipwayCore

/// What of a list a request asks for: `limit`, `cursor`, `filter`, `order`, `reverse`, and as far as the list knows them
/// the shorthands `organization_id`, `status`, `firmware_version`, `channel` and `q`.
struct ListRequest<Order: ListOrder>: Sendable {
    static var defaultLimit: Int64 { 100 }
    static var limits: ClosedRange<Int64> { 1...1_000 }

    static var parameters: [JSONSchema.Field] {
        var all: [JSONSchema.Field] = [
            .optional("limit", .integer(limits)),
            .optional("cursor", .text(.cursor)),
            .optional("filter", .text(.filter), takesNull: false), .optional("order", .choice(of: Order.self)),
            .optional("reverse", .flag),
        ]
        if field("organization") != nil { all.append(.optional("organization_id", .integer(), takesNull: false)) }
        for (shorthand, names) in shorthands {
            guard let field = names.lazy.compactMap({ self.field($0) }).first else { continue }
            if case .choice(let choices) = field.kind {
                all.append(.optional(shorthand, .choice(choices)))
            } else {
                all.append(.optional(shorthand))
            }
        }
        if Order.searched != nil { all.append(.optional("q")) }
        return all
    }

    let query: ListQuery<Order>
    let position: PagePosition<ListAnchor>
    let limit: Int

    /// - Parameter organizationName: of an id; none where the caller sees no such organization.
    /// - Throws: REQUEST_001 with every fault.
    init(_ call: Call, organizationName: (Organization.ID) async throws -> String?) async throws {
        let text = call.query
        var faults = call.faults
        var filter = Filter.none
        do throws(SlipwayError) {
            filter = try Filter(text["filter"] ?? "", of: Order.self)
        } catch {
            faults += try error.requireFaults()
        }
        if text["filter"]?.allSatisfy(\.isWhitespace) ?? false {
            faults.append(FieldFault(field: "filter", fault: "is empty; leave it out for everything"))
        }
        var limit: Int64?
        do throws(SlipwayError) {
            limit = try text.integer("limit", in: Self.limits)
        } catch {
            faults += try error.requireFaults()
        }
        for (shorthand, names) in Self.shorthands {
            guard let value = text.literal(shorthand), let field = names.lazy.compactMap({ Self.field($0) }).first
            else {
                continue
            }
            if case .choice(let choices) = field.kind, !choices.contains(value) {
                faults.append(
                    FieldFault(field: shorthand, fault: "must be one of \(choices.joined(separator: ", "))"))
            }
            filter.terms.append(FilterTerm(.isIn(field, [.text(value)], isNegated: false)))
        }
        if let prefix = text["q"], !prefix.isEmpty { filter.terms.append(FilterTerm(.prefix(prefix))) }
        if let text = text["organization_id"], let field = Self.field("organization") {
            let id = Int64(text).map { Organization.ID($0) }
            if id == nil { faults.append(FieldFault(field: "organization_id", fault: "is not an id")) }
            // What cannot be seen has no rows, and no organization has an empty name.
            let name = if let id { try await organizationName(id) ?? "" } else { "" }
            filter.terms.append(FilterTerm(.isIn(field, [.text(name)], isNegated: false)))
        }
        let order = text["order"].map { Order(rawValue: $0) } ?? .initial
        if order == nil {
            let all = Order.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(FieldFault(field: "order", fault: "must be one of \(all)"))
        }
        let isReversed = text["reverse"].map { Bool($0) } ?? false
        if isReversed == nil { faults.append(FieldFault(field: "reverse", fault: "must be true or false")) }
        guard faults.isEmpty, let order, let isReversed else { throw SlipwayError.invalidRequest(faults) }
        self.limit = Int(limit ?? Self.defaultLimit)
        query = ListQuery(filter: filter, order: order, isReversed: isReversed)
        let asked = query
        position = try text["cursor"].map { .after(try ListCursor($0, of: asked).anchor) } ?? .first
    }

    /// The names under which the lists know what a shorthand means.
    private static var shorthands: [(String, [String])] {
        [("status", ["status"]), ("firmware_version", ["firmware", "version"]), ("channel", ["channel"])]
    }

    private static func field(_ name: String) -> FilterField? { Order.fields.first { $0.name == name } }
}

extension SlipwayError {
    /// The faults of a request, to be told beside others.
    ///
    /// - Throws: any other error.
    fileprivate func requireFaults() throws(SlipwayError) -> [FieldFault] {
        guard case .invalidRequest(let faults) = self else { throw self }
        return faults
    }
}
