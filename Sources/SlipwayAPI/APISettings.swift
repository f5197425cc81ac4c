/// The bounds of the HTTP API.
package struct APISettings: Sendable {
    /// Bytes of one JSON body.
    package var bodyLimit = 8 << 20
    /// How long a JSON body may take to arrive.
    package var bodyPatience: Duration = .seconds(30)
    /// Bytes of all headers of one request.
    package var headerLimit = 32 << 10
    /// After which time a connection is closed on which nothing moves.
    package var idleTimeout: Duration = .seconds(60)
    /// Connections that are open at a time; further ones wait.
    package var connections = 4_096
    /// Where uploads wait until they are whole; none for the system's temporary folder.
    package var uploadFolder: String?
    /// Requests that are worked on at a time; further ones are told to come back.
    package var concurrentRequests = 256
    /// How often an open download is held against the gate, besides at every piece: a slow device takes long for one.
    package var downloadWatch: Duration = .milliseconds(400)
    /// Bytes that the system may hold of what a connection has still to send; a stop throws them away.
    package var sendingBuffer = 128 << 10
    /// Downloads that are open at a time, besides the requests; further ones are told to come back.
    package var downloads = 256
    /// After which time a connection is cut whose client takes nothing of what waits for it.
    package var sendingPatience: Duration = .seconds(60)
    /// Calls without a good token that one address may make at once.
    package var unauthenticatedBurst = 120
    /// How many of them it gets back a second.
    package var unauthenticatedRate = 10.0
    /// The address of a proxy whose X-Forwarded-For is believed; none without one.
    package var proxy: String?

    package init() {}
}
