/// Where an event stands in the order in which events are exported: the order in which they became visible for good.
///
/// Positions of different databases say nothing of each other.
package struct EventPosition: Hashable, Sendable {
    /// The cluster and the database; that of a SQLite file is in the file.
    package let database: String
    /// The one that wrote it; 0 on SQLite, where ids alone are in this order.
    package let transaction: Int64
    package let id: Event.ID

    package init(database: String, transaction: Int64, id: Event.ID) {
        self.database = database
        self.transaction = transaction
        self.id = id
    }

    /// Of the same database.
    package func isBefore(_ other: EventPosition) -> Bool {
        (transaction, id.rawValue) < (other.transaction, other.id.rawValue)
    }
}

/// An event that can be exported, with its place among the others.
package struct PlacedEvent: Hashable, Sendable {
    package let position: EventPosition
    package let event: Event

    package init(position: EventPosition, event: Event) {
        self.position = position
        self.event = event
    }
}
