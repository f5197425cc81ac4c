import SlipwayCore

/// A value that encodes itself in every way that there is.
struct EncodableExample: Encodable {
    private let wide: [Int64] = [.min, .max]
    private let unsigned: [UInt64] = [0, .max]
    private let narrow: [Int8] = [-128, 127]
    private let bytes: [UInt8] = [0, 255]
    private let fractions = [0, -0.0, 1.5, 1e300, .leastNonzeroMagnitude, 0.1]
    private let shortFractions: [Float] = [1, 0.1]
    private let flags = [true, false]
    private let texts = ["", "é漢😀", "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}"]
    private let holes: [Int?] = [nil, 1]
    private let none: Int? = nil
    private let nothing = Nothing()
    private let empty: [String] = []
    private let dictionary = ["someKey": ["innerKey": 1], "a": [:]]
    private let records = [Names()]
    private let optionalRecord: Names? = Names()

    func encode(to encoder: any Encoder) throws {
        try records[0].encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(wide, forKey: Key("wide"))
        try container.encode(unsigned, forKey: Key("unsigned"))
        try container.encode(narrow, forKey: Key("narrow"))
        try container.encode(narrow[0], forKey: Key("narrowest"))
        try container.encode(bytes, forKey: Key("bytes"))
        try container.encode(fractions, forKey: Key("fractions"))
        try container.encode(shortFractions, forKey: Key("shortFractions"))
        try container.encode(flags, forKey: Key("flags"))
        try container.encode(texts, forKey: Key("texts"))
        try container.encode(holes, forKey: Key("holes"))
        try container.encode(none, forKey: Key("none"))
        try container.encodeIfPresent(none, forKey: Key("absent"))
        try container.encodeNil(forKey: Key("null"))
        try container.encode(nothing, forKey: Key("nothing"))
        try container.encode(empty, forKey: Key("empty"))
        try container.encode(dictionary, forKey: Key("dictionaryOfNames"))
        try container.encode(records, forKey: Key("records"))
        try container.encode(optionalRecord, forKey: Key("optionalRecord"))
        var object = container.nestedContainer(keyedBy: Key.self, forKey: Key("nestedObject"))
        var list = container.nestedUnkeyedContainer(forKey: Key("nestedList"))
        try object.encode(1, forKey: Key("firstOne"))
        try list.encode("one")
        var inner = list.nestedUnkeyedContainer()
        try inner.encodeNil()
        try object.encode(2, forKey: Key("zero"))
        try list.encode(false)
    }

    /// Of names in which words begin in different ways.
    struct Names: Encodable {
        let id = 1
        let deviceUID = "uid"
        let isOKNow = true
        let sha256Digest = "00"
        let nFailed = 2
        let md5 = "0"
        let aB = 0
        let snake_case = 3
        let name = "first"
        let nameOfAll = "last"
    }

    private struct Nothing: Encodable {}

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// A record that leaves out what it has not.
    struct Row: Encodable {
        let zone: String?
        let deviceID: Int?
        let alpha: [Int]?
        let inner: Names?
        let last: Double?

        /// - Parameter holes: a bit for each that is not there.
        init(holes: Int) {
            zone = holes & 1 == 0 ? "z" : nil
            deviceID = holes & 2 == 0 ? holes : nil
            alpha = holes & 4 == 0 ? [1, 2] : nil
            inner = holes & 8 == 0 ? Names() : nil
            last = holes & 16 == 0 ? 0.5 : nil
        }
    }

    /// The same members, named in an order of chance.
    struct Shuffled: Encodable {
        private let names: [String]

        init(seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            names = ["deviceID", "name", "nameOfAll", "zone", "aB", "ab"].shuffled(using: &generator)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for name in names { try container.encode(name, forKey: Key(name)) }
        }
    }

    /// A value that has others say parts of it.
    struct Heir: Encodable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try Names().encode(to: container.superEncoder())
            try [1, 2].encode(to: container.superEncoder(forKey: Key("someNumbers")))
            try 7.encode(to: container.superEncoder(forKey: Key("number")))
            var list = container.nestedUnkeyedContainer(forKey: Key("list"))
            try "text".encode(to: list.superEncoder())
            try Names().encode(to: list.superEncoder())
            var object = list.nestedContainer(keyedBy: Key.self)
            try object.encode(list.count, forKey: Key("count"))
        }
    }

    /// A value of chance.
    enum Tree: Encodable {
        case null
        case flag(Bool)
        case whole(Int)
        case fraction(Double)
        case text(String)
        case list([Tree])
        case object([String: Tree])

        init(depth: Int, using generator: inout SeededGenerator) {
            switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
            case 0: self = .null
            case 1: self = .flag(.random(using: &generator))
            case 2: self = .whole(.random(in: .min ... .max, using: &generator))
            case 3: self = .fraction(.random(in: -1e6...1e6, using: &generator))
            case 4: self = .text(Self.text(using: &generator))
            case 5:
                self = .list(
                    (0..<Int.random(in: 0..<5, using: &generator)).map { _ in Tree(depth: depth - 1, using: &generator)
                    })
            default:
                var members: [String: Tree] = [:]
                for _ in 0..<Int.random(in: 0..<20, using: &generator) {
                    members[Self.text(using: &generator)] = Tree(depth: depth - 1, using: &generator)
                }
                self = .object(members)
            }
        }

        private static func text(using generator: inout SeededGenerator) -> String {
            let letters = Array("abcXYZ012_-./\\\"\n\té漢😀 ")
            return String(
                (0..<Int.random(in: 0..<12, using: &generator)).compactMap { _ in
                    letters.randomElement(using: &generator)
                })
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .flag(let flag): try container.encode(flag)
            case .whole(let whole): try container.encode(whole)
            case .fraction(let fraction): try container.encode(fraction)
            case .text(let text): try container.encode(text)
            case .list(let list): try container.encode(list)
            case .object(let members): try container.encode(members)
            }
        }
    }
}
