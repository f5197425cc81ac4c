/// The bindings of one context, in the order of help and hints.
package struct KeyTable<Command: Hashable & Sendable>: Sendable {
    package var bindings: [KeyBinding<Command>]

    package init(_ bindings: [KeyBinding<Command>] = []) { self.bindings = bindings }

    package func binding(for key: Key) -> KeyBinding<Command>? {
        bindings.first { $0.keys.contains(key) }
    }

    /// The same keys giving another type of command: how a widget's table becomes part of a screen's.
    package func map<Other>(_ transform: (Command) -> Other) -> KeyTable<Other> {
        KeyTable<Other>(bindings.map { $0.giving(transform($0.command)) })
    }

    /// The same bindings, each disabled where its command has a reason now: so that a screen makes them but once.
    ///
    /// Made at every key: those that stay possible are not copied.
    package func disabled(_ reason: (Command) -> SafeText?) -> KeyTable {
        var table = self
        for index in bindings.indices {
            if let reason = reason(bindings[index].command) { table.bindings[index].disabledReason = reason }
        }
        return table
    }

    /// The table without its commands, for help, hints and the search for duplicates.
    package var guide: KeyGuide {
        KeyGuide(
            bindings.map {
                KeyGuide.Entry(keys: $0.keys, help: $0.help, hint: $0.hint, disabledReason: $0.disabledReason)
            })
    }

    /// What the hint line needs of the guide.
    var hints: KeyGuide {
        KeyGuide(
            bindings.compactMap { binding in
                guard binding.hint != nil || binding.keys.contains(.function(1)) else { return nil }
                return KeyGuide.Entry(
                    keys: binding.keys, help: .empty, hint: binding.hint, disabledReason: binding.disabledReason)
            })
    }

    package static func + (left: KeyTable, right: KeyTable) -> KeyTable { KeyTable(left.bindings + right.bindings) }
}

extension KeyTable: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: KeyBinding<Command>...) { self.init(elements) }
}
