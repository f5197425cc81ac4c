/// One request of a device.
struct HTTPExchange: Sendable {
    enum Method: Sendable {
        case get
        /// With JSON.
        case post([UInt8])
    }

    let method: Method
    /// Encoded, with what stands behind the question mark.
    let path: String
    let token: String
    /// Bytes of a release; none for all of the answer.
    var range: Range<Int64>?
    /// After so many bytes of the answer the connection is cut; none for never.
    var cutAfter: Int?
}

/// What came back.
struct HTTPReply: Sendable {
    let status: Int
    let body: [UInt8]
    /// Whether the answer came to its end.
    let isWhole: Bool
}
