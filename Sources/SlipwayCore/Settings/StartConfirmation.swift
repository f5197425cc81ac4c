/// What a person types before devices start, or go on: what it is called, and from a number of devices on that too.
///
/// Stopping is urgent and asks neither.
package struct StartConfirmation: Hashable, Sendable {
    /// Set by ``Setting/typedCountFrom``.
    package let countFrom: Int

    package init(_ settings: SettingValues) { countFrom = settings[.typedCountFrom] }

    /// Whether the number is typed.
    ///
    /// - Parameters:
    ///   - devices: those that start or go on.
    ///   - isNewInProduction: whether some of them are in production and start for the first time, which asks for any
    ///     number; what goes on was confirmed with its number before.
    package func asksCount(of devices: Int, isNewInProduction: Bool = false) -> Bool {
        devices >= countFrom || isNewInProduction
    }
}
