/// That requests can be answered, and what they may still have to wait for.
struct ReadyDocument: Encodable {
    let status = "ready"
    /// Releases that are being rolled out and not in the cache yet: devices get them from the database meanwhile.
    let firmwareNotCached: Int

    static let sample = ReadyDocument(firmwareNotCached: 0)
}
