import Glibc

/// Lends the strings to C as an array of pointers that ends with NULL.
func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws -> Result
) rethrows -> Result {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return try body(&pointers)
}

/// Lends arguments, the executable's path first, and an environment to C.
func withCommandLine<Result>(
    _ executable: String, _ arguments: [String], _ environment: [String: String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>, UnsafePointer<UnsafeMutablePointer<CChar>?>) throws -> Result
) rethrows -> Result {
    try withCStrings([executable] + arguments) { arguments in
        try withCStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) { environment in
            try body(arguments, environment)
        }
    }
}
