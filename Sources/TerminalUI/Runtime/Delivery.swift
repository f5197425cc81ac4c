/// What a piece of work found out.
package struct Delivery: Sendable {
    package let key: WorkKey
    package let message: any Sendable

    package init(key: WorkKey, message: any Sendable) {
        self.key = key
        self.message = message
    }
}
