import Foundation
import SlipwayCore

/// The devices that somebody listed, one a line: a uid, or `id:` and a number.
struct DeviceList {
    private(set) var ids: [Device.ID] = []
    private(set) var uids: [String] = []

    /// - Parameter path: `-` for standard input.
    /// - Throws: `InputError` with every faulty line, or where the file cannot be read.
    init(path: String) throws {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.readToEnd() ?? Data() else {
            throw InputError(message: "\(path) cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw InputError(message: "\(path) is not valid UTF-8")
        }
        var faults: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let entry = line.trimmingCharacters(in: .whitespaces.union(.controlCharacters))
            if entry.isEmpty { continue }
            guard entry.hasPrefix("id:") else {
                uids.append(entry)
                continue
            }
            if let number = Int64(entry.dropFirst(3)) {
                ids.append(Device.ID(number))
            } else {
                faults.append("\(path):\(index + 1): \"\(entry)\" is no id")
            }
        }
        if !faults.isEmpty { throw InputError(message: faults.joined(separator: "\n")) }
        if ids.isEmpty, uids.isEmpty { throw InputError(message: "\(path) names no device") }
    }
}
