/// The bindings of one context, in the order of help and hints.
package struct KeyTable<Command: Hashable & Sendable>: Sendable {
    private var plain: [KeyBinding<Command>]
    /// Why a command is not possible now, beside what its binding says itself.
    private var reason: (@Sendable (Command) -> SafeText?)?

    package init(_ bindings: [KeyBinding<Command>] = []) { plain = bindings }

    package var bindings: [KeyBinding<Command>] {
        get { reason == nil ? plain : plain.map(judged) }
        set { (plain, reason) = (newValue, nil) }
    }

    package func binding(for key: Key) -> KeyBinding<Command>? {
        plain.first { $0.keys.contains(key) }.map(judged)
    }

    /// The same keys giving another type of command: how a widget's table becomes part of a screen's.
    package func map<Other>(_ transform: (Command) -> Other) -> KeyTable<Other> {
        KeyTable<Other>(bindings.map { $0.giving(transform($0.command)) })
    }

    /// The same bindings, each disabled where its command has a reason now: so that a screen makes them but once.
    ///
    /// - Parameter reason: is asked for the commands alone that are pressed, or whose hints are shown: every key on the
    ///   screen wants the table again.
    package func disabled(by reason: @escaping @Sendable (Command) -> SafeText?) -> KeyTable {
        var table = KeyTable(bindings)
        table.reason = reason
        return table
    }

    private func judged(_ binding: KeyBinding<Command>) -> KeyBinding<Command> {
        guard let reason = reason?(binding.command) else { return binding }
        return binding.disabled(reason)
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
            plain.compactMap { binding in
                guard binding.hint != nil || binding.keys.contains(.function(1)) else { return nil }
                return KeyGuide.Entry(
                    keys: binding.keys, help: .empty, hint: binding.hint,
                    disabledReason: reason?(binding.command) ?? binding.disabledReason)
            })
    }

    package static func + (left: KeyTable, right: KeyTable) -> KeyTable { KeyTable(left.bindings + right.bindings) }
}

extension KeyTable: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: KeyBinding<Command>...) { self.init(elements) }
}
