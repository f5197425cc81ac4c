import Glibc

/// The program of this package, as the build that made these tests left it.
enum BuiltProgram {
    /// The tests run from the folder into which all products are built.
    static var path: String {
        get throws {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink("/proc/self/exe", &buffer, buffer.count)
            if length < 0 { throw SystemError(call: "/proc/self/exe", number: errno) }
            let tests = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let folder = tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)]
            let path = "\(folder)/slipway"
            if access(path, X_OK) != 0 { throw SystemError(call: path, number: errno) }
            return path
        }
    }
}
