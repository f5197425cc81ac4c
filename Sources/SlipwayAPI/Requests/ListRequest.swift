import SlipwayCore

/// What of a list a request asks for: `limit`, `cursor`, `filter`, `order`, `reverse`, and the shorthands
/// `organization_id`, `status`, `firmware_version`, `channel` and `q`.
struct ListRequest<Order: ListOrder>: Sendable {
    static var defaultLimit: Int64 { 100 }
    static var limits: ClosedRange<Int64> { 1...1_000 }
    static var names: [String] {
        [
            "limit", "cursor", "filter", "order", "reverse", "organization_id", "status", "firmware_version", "channel",
            "q",
        ]
    }

    let query: ListQuery<Order>
    let position: PagePosition<ListAnchor>
    let limit: Int

    /// - Parameter organizationName: of an id; none where the caller sees no such organization.
    /// - Throws: REQUEST_001 with every fault.
    init(_ text: QueryText, organizationName: (Organization.ID) async throws -> String?) async throws {
        var faults = text.repeats(among: Self.names)
        var filter = Filter.none
        do {
            filter = try Filter(text["filter"] ?? "", of: Order.self)
        } catch {
            guard case .invalidRequest(let found) = error else { throw error }
            faults += found
        }
        limit = Int((try? text.integer("limit", in: Self.limits)) ?? Self.defaultLimit)
        do { _ = try text.integer("limit", in: Self.limits) } catch {
            guard case .invalidRequest(let found) = error else { throw error }
            faults += found
        }
        for (shorthand, fields) in Self.shorthands {
            guard let value = text[shorthand] else { continue }
            if let term = fields.lazy.compactMap({ Order.term($0, is: .text(value)) }).first {
                faults += Self.faults(of: value, in: fields, shorthand: shorthand)
                filter.terms.append(term)
            } else {
                faults.append(FieldFault(field: shorthand, fault: "is no filter of this list"))
            }
        }
        if let prefix = text["q"], !prefix.isEmpty { filter.terms.append(FilterTerm(.prefix(prefix))) }
        if let text = text["organization_id"] {
            let id = Int64(text).map { Organization.ID($0) }
            if id == nil { faults.append(FieldFault(field: "organization_id", fault: "is no id")) }
            // What nobody sees has no rows, and no organization has an empty name.
            let name = if let id { try await organizationName(id) ?? "" } else { "" }
            if let term = Order.term("organization", is: .text(name)) {
                filter.terms.append(term)
            } else {
                faults.append(FieldFault(field: "organization_id", fault: "is no filter of this list"))
            }
        }
        let order = text["order"].map { Order(rawValue: $0) } ?? .initial
        if order == nil {
            let all = Order.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(FieldFault(field: "order", fault: "must be one of \(all)"))
        }
        guard faults.isEmpty, let order else { throw SlipwayError.invalidRequest(faults) }
        query = ListQuery(filter: filter, order: order, isReversed: text["reverse"] == "true")
        let asked = query
        position = try text["cursor"].map { .after(try ListCursor($0, of: asked).anchor) } ?? .first
    }

    /// The names under which the lists know what a shorthand means.
    private static var shorthands: [(String, [String])] {
        [("status", ["status"]), ("firmware_version", ["firmware", "version"]), ("channel", ["channel"])]
    }

    private static func faults(of value: String, in fields: [String], shorthand: String) -> [FieldFault] {
        guard let field = Order.fields.first(where: { fields.contains($0.name) }), case .choice(let names) = field.kind,
            !names.contains(value)
        else { return [] }
        return [FieldFault(field: shorthand, fault: "must be one of \(names.joined(separator: ", "))")]
    }
}
