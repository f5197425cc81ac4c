/// How long a repository waits, and how much it holds.
package struct PostgresLimits: Hashable, Sendable {
    /// At most so many connections at once; a dashboard needs one.
    package var connections = 8
    /// For a connection that others use.
    package var waiting = Duration.seconds(10)
    /// For a server to accept a connection.
    package var connecting = Duration.seconds(5)
    /// For the answer to one statement.
    package var answering = Duration.seconds(30)
    /// For how long a statement waits for rows that another transaction holds; at most two thirds of `answering`, so that
    /// it is told while the connection is still of use.
    package var locking = Duration.seconds(10)
    /// How often a transaction runs that others get in the way of.
    package var attempts = 8
    /// Whether a server on another machine may be talked to without proof that it is the one.
    package var allowsUnprovenServers = false

    package init() {}
}
