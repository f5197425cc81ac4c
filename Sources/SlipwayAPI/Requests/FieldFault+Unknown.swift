import SlipwayCore

extension FieldFault {
    /// A name that stands for nothing here, with the one that was probably meant.
    static func unknown(_ name: String, among known: [String], index: Int? = nil) -> FieldFault {
        let near = Spelling.nearest(to: name, among: known).map { "; did you mean \($0)? " } ?? "; "
        let all = known.isEmpty ? "nothing is taken here" : "taken are \(known.joined(separator: ", "))"
        return FieldFault(
            index: index, field: name.isEmpty ? "\"\"" : String(name.prefix(64)), fault: "is unknown\(near)\(all)")
    }

    /// The same of each; so many are no slip of the pen, and the rest is counted.
    static func unknown(_ names: [String], among known: [String], index: Int? = nil) -> [FieldFault] {
        let named = names.prefix(20).map { unknown($0, among: known, index: index) }
        let rest = names.count - named.count
        return named + (rest > 0 ? [FieldFault(index: index, field: "others", fault: "\(rest) more are unknown")] : [])
    }
}
