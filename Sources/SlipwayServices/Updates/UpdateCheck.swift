/// The answer to a device that asks for an update, with what it runs as far as it says, or else as far as is known.
package struct UpdateCheck: Hashable, Sendable {
    package let offer: UpdateOffer
    /// Empty while unknown.
    package let currentVersion: String
    package let pollAfter: Duration
}
