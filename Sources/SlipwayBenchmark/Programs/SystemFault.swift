import Foundation

/// A call of the system that failed.
struct SystemFault: Error, CustomStringConvertible {
    let description: String

    init(_ call: String, _ number: Int32 = errno) { description = "\(call): \(String(cString: strerror(number)))" }

    init(saying description: String) { self.description = description }

    /// - Parameter code: what a call returned that returns the error's number.
    static func check(_ call: String, _ code: Int32) throws {
        if code != 0 { throw SystemFault(call, code) }
    }
}
