import SlipwayCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A temporary file of seeded bytes, removed with `remove`.
struct SeededFirmwareFile: Sendable {
    let path: String

    /// - Throws: FIRMWARE_002 where no temporary file can be written.
    init(of release: DemoRelease, seed: UInt64) throws(SlipwayError) {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(directory)/slipway-demo-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw .firmwareInvalid(.unreadable("no temporary file can be made in \(directory)"))
        }
        defer { _ = close(descriptor) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let bytes = Self.bytes(of: release, seed: seed)
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            _ = unlink(path)
            throw .firmwareInvalid(.unreadable("the temporary file \(path) cannot be written"))
        }
    }

    func remove() {
        _ = unlink(path)
    }

    private static func bytes(of release: DemoRelease, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed, path: "firmware", release.version)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(release.kibibytes * 1_024)
        while bytes.count < release.kibibytes * 1_024 {
            withUnsafeBytes(of: generator.next().littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
