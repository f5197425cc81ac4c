import SlipwayCore

/// The bounds of the HTTP API.
package struct APISettings: Sendable {
    /// Bytes of one JSON body, unless a device sends it.
    package var bodyLimit = 8 << 20
    /// Bytes of what a device reports of its update.
    package var reportBodyLimit = 64 << 10
    /// Bytes of the telemetry of one device that are sent at once.
    package var telemetryBodyLimit = 1 << 20
    /// How long a JSON body may take to arrive.
    package var bodyPatience: Duration = .seconds(30)
    /// Bytes of all headers of one request.
    package var headerLimit = 32 << 10
    /// After which time a connection is closed on which nothing moves.
    package var idleTimeout: Duration = .seconds(60)
    /// Connections that are open at a time; a further one takes the place of an idle one, and waits where there is none.
    package var connections = 4_096
    /// Where uploads wait until they are whole; none for the system's temporary folder.
    package var uploadFolder: String?
    /// Requests that are worked on at a time; further ones are told to come back.
    package var concurrentRequests = 256
    /// The same of those that have places of their own: `/health`, `/ready`, `/metrics`, halts, pauses, cancellations.
    package var reservedRequests = 32
    /// How many of these one caller may take.
    package var reservedRequestsOfOne = 8
    /// JSON bodies that arrive at a time.
    package var arrivingBodies = 1_024
    /// How many of them may come from one address before their tokens are checked.
    package var unprovenBodies = 64
    /// Requests that one device may have under way, its downloads not counted.
    package var deviceRequests = 8
    /// Requests that one access token may have under way.
    package var tokenRequests = 64
    /// Requests a second that one device may make in the long run.
    package var deviceRate = 20.0
    /// For how many seconds of these it may make them at once.
    static let deviceBurst = 12.0
    /// Bytes of telemetry an hour that one device may send.
    package var deviceTelemetry: Int64 = 64 << 20
    /// For how many devices' telemetry the share of one access token lasts.
    static let devicesPerToken = 32
    /// How long a caller that has used up its share waits for the refusal, on average: from half of it to half more.
    package var refusalPause: Duration = .seconds(1)
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
    /// Where the proxies are whose X-Forwarded-For is believed.
    package var proxies: [IPNetwork] = []

    /// This machine's, which answers bear; none to leave it out.
    package var wallClock: (@Sendable () -> Timestamp)?

    /// Which answers get a line of the log.
    package var accessLog: AccessLog.Choice = .failures

    /// For how long the server, told to stop, still listens while `/ready` answers 503, so that others send it no more.
    package var drainTime: Duration = .zero
    /// How long a body may still take to arrive once the server has stopped to listen.
    package var bodyGrace: Duration = .seconds(5)
    /// How long what is under way may take from then on, before its connections are cut.
    package var stoppingPatience: Duration = .seconds(15)

    package init() {}
}
