import Foundation
import SlipwayCore

/// A list of devices as text: each a uid, or `id:` and a number.
struct DeviceList {
    private(set) var ids: [Device.ID] = []
    private(set) var uids: [String] = []
    let emptyRows: Int

    /// - Parameter path: `-` for standard input.
    /// - Throws: `InputError` with every faulty line, or where the file cannot be read.
    init(path: String) throws {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.readToEnd() ?? Data() else {
            throw InputError(message: "\(path) cannot be read")
        }
        let bytes = SheetTranscoder.utf8(of: data)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw InputError(message: "\(path) is not valid UTF-8")
        }
        let list = try Self.list(bytes, path: path)
        emptyRows = list.emptyRows
        var faults: [String] = []
        for entry in list.entries {
            guard entry.text.hasPrefix("id:") else {
                uids.append(entry.text)
                continue
            }
            if let number = Int64(entry.text.dropFirst(3)) {
                ids.append(Device.ID(number))
            } else {
                faults.append("\(path):\(entry.line): \"\(entry.text)\" is not an id")
            }
        }
        if !faults.isEmpty { throw InputError(message: faults.joined(separator: "\n")) }
        if ids.isEmpty, uids.isEmpty { throw InputError(message: "\(path) names no device") }
    }

    private static func list(_ bytes: [UInt8], path: String) throws -> DeviceListText {
        do {
            return try DeviceListText(bytes)
        } catch {
            guard case .invalidRequest(let faults) = error else { throw error }
            throw InputError(message: faults.map { "\(path): \($0)" }.joined(separator: "\n"))
        }
    }
}
