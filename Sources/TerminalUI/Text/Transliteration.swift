/// One ASCII character for each narrow character that has an obvious one, for terminals whose locale is not UTF-8.
///
/// Latin letters come from the compatibility decompositions of Unicode 14.0.0 (U+00A0 to U+024F); one cell stays one
/// cell, so `ß` is `s`.
enum Transliteration {
    static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        scalar.isASCII ? scalar : table[scalar]
    }

    private static let table: [Unicode.Scalar: Unicode.Scalar] = {
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (replacement, originals) in groups {
            for original in originals.unicodeScalars { table[original] = replacement }
        }
        return table
    }()

    private static let groups: [(Unicode.Scalar, String)] = [
        (" ", "\u{A0}"),
        ("!", "¡‼"),
        ("\"", "“”„‟"),
        ("#", "█▓▒░"),
        ("'", "‘’‚‛"),
        ("*", "•"),
        ("+", "±✓✔"),
        ("-", "¬‐‑‒–—―─━"),
        (".", "…"),
        ("/", "÷"),
        ("1", "¹¼½"),
        ("2", "²"),
        ("3", "³¾"),
        ("<", "«←◂≤"),
        (">", "»→▸▶≥"),
        ("A", "ÀÁÂÃÄÅÆĀĂĄǍǞǠǺȀȂȦ"),
        ("C", "ÇĆĈĊČ"),
        ("D", "ÐĎĐǄǅǱǲ"),
        ("E", "ÈÉÊËĒĔĖĘĚȄȆȨ€"),
        ("G", "ĜĞĠĢǦǴ"),
        ("H", "ĤĦȞ"),
        ("I", "ÌÍÎÏĨĪĬĮİĲǏȈȊ"),
        ("J", "Ĵ"),
        ("K", "ĶǨ"),
        ("L", "£ĹĻĽĿŁǇǈ"),
        ("N", "ÑŃŅŇǊǋǸ"),
        ("O", "ÒÓÔÕÖØŌŎŐŒƠǑǪǬȌȎȪȬȮȰ"),
        ("P", "¶"),
        ("R", "ŔŖŘȐȒ"),
        ("S", "ŚŜŞŠȘ"),
        ("T", "ÞŢŤŦȚ™"),
        ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖ"),
        ("W", "Ŵ"),
        ("Y", "¥ÝŶŸȲ"),
        ("Z", "ŹŻŽ"),
        ("^", "↑▲"),
        ("a", "ªàáâãäåæāăąǎǟǡǻȁȃȧ"),
        ("c", "¢©çćĉċč"),
        ("d", "ðďđǆǳ"),
        ("e", "èéêëēĕėęěȅȇȩ"),
        ("g", "ĝğġģǧǵ"),
        ("h", "ĥħȟ"),
        ("i", "ìíîïĩīĭįıĳǐȉȋ"),
        ("j", "ĵǰ"),
        ("k", "ķǩ"),
        ("l", "ĺļľŀłǉ"),
        ("n", "ñńņňŉǌǹ"),
        ("o", "°ºòóôõöøōŏőœơǒǫǭȍȏȫȭȯȱ"),
        ("r", "®ŕŗřȑȓ"),
        ("s", "ßśŝşšſș"),
        ("t", "þţťŧț"),
        ("u", "µùúûüũūŭůűųưǔǖǘǚǜȕȗ"),
        ("v", "↓▼"),
        ("w", "ŵ"),
        ("x", "×✗✘"),
        ("y", "ýÿŷȳ"),
        ("z", "źżž"),
        ("|", "¦│┃"),
        ("~", "≈"),
    ]
}
