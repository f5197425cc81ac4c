import Foundation

/// A file that holds a key or a signature, and so never much.
struct SmallFile {
    let bytes: [UInt8]

    private static let limit = 64 << 10

    /// - Throws: `InputError` where it cannot be read or holds more than 64 KiB.
    init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: Self.limit + 1) ?? Data()
        else { throw InputError(message: "\(path) cannot be read") }
        guard data.count <= Self.limit else {
            throw InputError(message: "\(path) is too large for what it should hold")
        }
        bytes = Array(data)
    }
}
