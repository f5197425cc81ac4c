/// What of a list is wanted, and in which order. Whose records may be seen is said beside it.
package struct ListQuery<Order: ListOrder>: Hashable, Sendable {
    package var filter: Filter
    package var order: Order
    package var isReversed: Bool

    package init(filter: Filter = .none, order: Order = .initial, isReversed: Bool = false) {
        self.filter = filter
        self.order = order
        self.isReversed = isReversed
    }
}

package typealias DeviceQuery = ListQuery<DeviceOrder>
package typealias OrganizationQuery = ListQuery<OrganizationOrder>
package typealias FirmwareQuery = ListQuery<FirmwareOrder>
package typealias SessionQuery = ListQuery<SessionOrder>
package typealias EventQuery = ListQuery<EventOrder>
package typealias BatchQuery = ListQuery<BatchOrder>
package typealias AccessTokenQuery = ListQuery<AccessTokenOrder>
