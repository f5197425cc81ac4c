/// How many devices a piece of an organization has.
package struct DeviceCount: Hashable, Sendable {
    package let count: Int
    /// The uid with which the piece ends; none where no device follows.
    package let last: String?

    package init(count: Int, last: String?) {
        self.count = count
        self.last = last
    }
}
