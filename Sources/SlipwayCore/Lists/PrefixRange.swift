/// All texts that begin with a prefix, as a range of a b-tree that compares byte by byte.
package struct PrefixRange: Hashable, Sendable {
    package let lower: String
    /// The first text beyond; none where there is no such text.
    package let upper: String?

    package init(_ prefix: String) {
        lower = prefix
        var scalars = Array(prefix.unicodeScalars)
        var upper: String?
        while let last = scalars.popLast() {
            // Scalars sort as their UTF-8 does; surrogates are not among them.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let successor = Unicode.Scalar(next) else { continue }
            var text = String.UnicodeScalarView(scalars)
            text.append(successor)
            upper = String(text)
            break
        }
        self.upper = upper
    }
}
