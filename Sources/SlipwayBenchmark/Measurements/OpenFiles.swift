import Foundation

/// How many files and connections a program may have open here.
enum OpenFiles {
    /// Besides the connections of a measurement, in the bench and in the server.
    static let others = 300

    /// - Returns: the limit of this process and of those that it starts, raised as far as the system lets it be.
    static func raiseLimit() -> Int {
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return 1_024 }
        let soft = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        return Int(clamping: setrlimit(files, &limit) == 0 ? limit.rlim_max : soft)
    }
}
