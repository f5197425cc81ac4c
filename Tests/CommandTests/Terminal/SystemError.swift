import Glibc

/// A system call failed.
struct SystemError: Error, CustomStringConvertible {
    let call: String
    /// An `errno`.
    let number: CInt

    var description: String {
        "\(call): \(String(cString: strerror(number)))"
    }

    static func check(_ call: String, _ number: CInt) throws {
        if number != 0 { throw SystemError(call: call, number: number) }
    }
}
