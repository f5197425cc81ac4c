/// The bindings of one context, in the order of help and hints.
package struct KeyTable<Command: Hashable & Sendable>: Sendable {
    package var bindings: [KeyBinding<Command>]

    package init(_ bindings: [KeyBinding<Command>] = []) { self.bindings = bindings }

    package func binding(for key: Key) -> KeyBinding<Command>? {
        bindings.first { $0.keys.contains(key) }
    }

    /// The same keys giving another type of command: how a widget's table becomes part of a screen's.
    package func map<Other>(_ transform: (Command) -> Other) -> KeyTable<Other> {
        KeyTable<Other>(
            bindings.map {
                KeyBinding<Other>(
                    transform($0.command), keys: $0.keys, help: $0.help, hint: $0.hint,
                    disabledReason: $0.disabledReason)
            })
    }

    /// The table without its commands, for help, hints and the search for duplicates.
    package var guide: KeyGuide {
        KeyGuide(
            bindings.map {
                KeyGuide.Entry(keys: $0.keys, help: $0.help, hint: $0.hint, disabledReason: $0.disabledReason)
            })
    }

    package static func + (left: KeyTable, right: KeyTable) -> KeyTable { KeyTable(left.bindings + right.bindings) }
}

extension KeyTable: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: KeyBinding<Command>...) { self.init(elements) }
}
