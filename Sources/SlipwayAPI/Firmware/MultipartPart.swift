/// What the headers of a part say of it.
package struct MultipartPart: Hashable, Sendable {
    package let name: String
    /// The last part of the path that was sent; none for a field that is not a file.
    package let fileName: String?

    /// None without `Content-Disposition: form-data` and a name.
    package init?(headers: String) {
        let lines = headers.split(separator: "\r\n")
        let prefix = "content-disposition:"
        guard let line = lines.first(where: { $0.lowercased().hasPrefix(prefix) }) else { return nil }
        let fields = Self.parameters(line.dropFirst(prefix.count))
        guard fields.kind.lowercased() == "form-data", let name = fields.values["name"] else { return nil }
        self.name = name
        fileName = fields.values["filename"].map { path in
            // A name that leads elsewhere names nothing but a file.
            let last = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
            return last.isEmpty || last == "." || last == ".." ? "firmware" : last
        }
    }

    /// `form-data; name="a"; filename="b \"c\""`.
    private static func parameters(_ text: Substring) -> (kind: String, values: [String: String]) {
        var rest = text[...]
        let kind = rest.prefix { $0 != ";" }
        rest = rest.dropFirst(kind.count)
        var values: [String: String] = [:]
        while rest.popFirst() == ";" {
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    let isEscape = character == "\\" && (rest.first == "\"" || rest.first == "\\")
                    value.append(isEscape ? rest.popFirst() ?? character : character)
                }
                rest = rest.drop { $0 != ";" }
            } else {
                value = String(rest.prefix { $0 != ";" })
                rest = rest.dropFirst(value.count)
                value = value.filter { !$0.isWhitespace }
            }
            let key = name.filter { !$0.isWhitespace }.lowercased()
            // The first counts, so that none can be hidden behind another.
            if values[key] == nil { values[key] = value.replacing("%22", with: "\"") }
        }
        return (kind.filter { !$0.isWhitespace }, values)
    }
}
