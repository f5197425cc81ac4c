/// What has been committed since a cursor, as far as one read of bounded work can tell.
package struct EventFeedPage: Hashable, Sendable {
    /// Those of one transaction in their order, and whole transactions after one another; not by their ids, since
    /// who begins first may commit last.
    package let events: [Event]
    /// Past what was delivered, and past nothing else.
    package let cursor: EventCursor
    /// How many more are there already: `exactly(0)` once the reader has them all.
    package let waiting: ListCount
    /// Where the feed could not go on from the cursor and has begun again from now; none where it has.
    package let gap: EventFeedGap?

    package init(events: [Event], cursor: EventCursor, waiting: ListCount, gap: EventFeedGap? = nil) {
        self.events = events
        self.cursor = cursor
        self.waiting = waiting
        self.gap = gap
    }
}

/// Why events may be missing between a cursor and what comes after it.
package enum EventFeedGap: String, Hashable, Sendable, Codable {
    /// The cursor is of another database, or of this one before it was restored from a dump.
    case otherDatabase = "other_database"
    /// What was delivered last is there no longer: the database was put back to an earlier state, a failover lost what
    /// the other server had committed, or events are not kept for as long as the reader was away.
    case eventsGone = "events_gone"
}

/// How far a reader has followed the events; opaque, and of use in the database alone that has given it.
package struct EventCursor: Hashable, Sendable, Codable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
