import SlipwayCore
import SlipwayServices

/// Reads the fields of a JSON object as its schema names them, and collects every fault. A field that the schema does not
/// know is one, unless the schema is open; null counts as missing, or is refused where the schema takes none.
package struct FieldReader {
    package private(set) var faults: [FieldFault]
    /// Whether there was an object, or nothing.
    package let isObject: Bool
    private let members: [String: JSONNode]
    private let index: Int?

    /// - Parameters:
    ///   - index: the object's place in a list.
    ///   - name: what it is called where it is not an object.
    ///   - faults: what else is wrong with the request.
    package init(
        _ node: JSONNode?, _ schema: JSONSchema, index: Int? = nil, name: String = "body",
        besides faults: [FieldFault] = []
    ) {
        self.index = index
        self.faults = faults
        switch node?.value {
        case .object(let members): (self.members, isObject) = (members, true)
        case nil: (members, isObject) = ([:], true)
        case .null, .flag, .number, .text, .brokenText, .array:
            (members, isObject) = ([:], false)
            add(name, "must be an object, and is \(node?.kind ?? "")")
            return
        }
        if !schema.isOpen { refuseStrangers(to: schema) }
        for field in schema.fields where !field.takesNull && !field.isRequired { refuseNull(field.name) }
        if let alternatives = schema.alternatives { requireOne(of: alternatives) }
    }

    private mutating func refuseStrangers(to schema: JSONSchema) {
        let known = schema.fields.map(\.name)
        add(FieldFault.unknown(members.keys.filter { !known.contains($0) }.sorted(), among: known, index: index))
    }

    private mutating func refuseNull(_ field: String) {
        if case .null = members[field]?.value { add(field, "must not be null") }
    }

    private mutating func requireOne(of alternatives: JSONSchema.Alternatives) {
        let given = alternatives.names.filter { members[$0] != nil }
        if given.count > 1 {
            add(given[1], "cannot stand beside \(given[0])")
        } else if given.isEmpty, alternatives.isRequired {
            add(
                alternatives.names[0],
                "is missing: name it, or \(alternatives.names.dropFirst().joined(separator: ", "))")
        }
    }

    package mutating func add(_ field: String, _ fault: String) {
        faults.append(FieldFault(index: index, field: field, fault: fault))
    }

    package mutating func add(_ more: [FieldFault]) { faults += more }

    /// - Throws: REQUEST_001 with every fault.
    package func requireSound() throws(SlipwayError) {
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }

    package mutating func optionalText(_ field: String) -> String? {
        guard let node = node(field) else { return nil }
        guard case .text(let text) = node.value else { return refuse(field, node, "a text") }
        return text
    }

    /// Empty where it is missing, which is a fault.
    package mutating func text(_ field: String) -> String {
        isMissing(field) ? "" : optionalText(field) ?? ""
    }

    package mutating func optionalFlag(_ field: String) -> Bool? {
        guard let node = node(field) else { return nil }
        guard case .flag(let flag) = node.value else { return refuse(field, node, "true or false") }
        return flag
    }

    /// False where it is missing, or null, which is a fault.
    package mutating func affirmation(_ field: String) -> Bool {
        guard let flag = optionalFlag(field) else { return false }
        if !flag { add(field, "must be true, or be left out") }
        return flag
    }

    package mutating func optionalInteger(_ field: String) -> Int64? {
        guard let node = node(field) else { return nil }
        return integer(node, field)
    }

    /// 0 where it is missing, which is a fault.
    package mutating func integer(_ field: String) -> Int64 {
        isMissing(field) ? 0 : optionalInteger(field) ?? 0
    }

    /// Whether the object has the field.
    package func has(_ field: String) -> Bool { node(field) != nil }

    package mutating func optionalNumber(_ field: String) -> Double? { has(field) ? number(field) : nil }

    /// 0 where it is missing, which is a fault.
    package mutating func number(_ field: String) -> Double {
        guard !isMissing(field), let node = node(field) else { return 0 }
        guard case .number(let digits) = node.value else { return refuse(field, node, "a number") ?? 0 }
        if let number = Double(digits), number.isFinite { return number }
        add(field, "is too large")
        return 0
    }

    /// Reads an object within this one; its faults are named with the field before them, as `gate.max_bad`.
    ///
    /// - Returns: none where it is missing.
    package mutating func optionalObject<Value>(
        _ field: String, _ schema: JSONSchema, read: (inout FieldReader) -> Value
    ) -> Value? {
        guard let node = node(field) else { return nil }
        var reader = FieldReader(node, schema, name: field)
        guard reader.isObject else {
            faults += reader.faults
            return nil
        }
        let value = read(&reader)
        faults += reader.faults.map { FieldFault(index: index, field: "\(field).\($0.field)", fault: $0.fault) }
        return value
    }

    package mutating func integers(_ field: String) -> [Int64] {
        list(field).enumerated().compactMap { integer($1, "\(field)[\($0)]") }
    }

    package mutating func texts(_ field: String) -> [String] {
        list(field).enumerated().compactMap { index, node in
            guard case .text(let text) = node.value else { return refuse("\(field)[\(index)]", node, "a text") }
            return text
        }
    }

    package mutating func list(_ field: String) -> [JSONNode] {
        guard !isMissing(field), let node = node(field) else { return [] }
        guard case .array(let nodes) = node.value else { return refuse(field, node, "a list") ?? [] }
        return nodes
    }

    package mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ field: String, of _: Choice.Type = Choice.self
    ) -> Choice? {
        guard let text = optionalText(field) else { return nil }
        return choice(text, field)
    }

    /// The first where it is missing or unknown, which is a fault.
    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ field: String, of _: Choice.Type = Choice.self, otherwise: Choice
    ) -> Choice {
        isMissing(field) ? otherwise : optionalChoice(field) ?? otherwise
    }

    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ field: String
    ) -> Choice? {
        if let choice = Choice(rawValue: text) { return choice }
        add(field, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    private func node(_ field: String) -> JSONNode? {
        guard let node = members[field] else { return nil }
        if case .null = node.value { return nil }
        return node
    }

    private mutating func isMissing(_ field: String) -> Bool {
        guard node(field) == nil else { return false }
        add(field, "is missing")
        return true
    }

    private mutating func integer(_ node: JSONNode, _ field: @autoclosure () -> String) -> Int64? {
        guard case .number(let digits) = node.value else { return refuse(field(), node, "a whole number") }
        if let whole = node.whole { return whole }
        add(field(), digits.contains { ".eE".contains($0) } ? "is not a whole number in range" : "is too large")
        return nil
    }

    private mutating func refuse<Value>(_ field: String, _ node: JSONNode, _ wanted: String) -> Value? {
        add(field, "must be \(wanted), and is \(node.kind)")
        return nil
    }
}
