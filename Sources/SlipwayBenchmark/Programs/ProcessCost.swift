import Foundation

/// What the system says that a process has taken so far.
enum ProcessCost {
    /// Of all its threads, those that have ended too.
    static func cpu(of process: pid_t) throws -> Duration {
        var clock = clockid_t()
        try SystemFault.check("clock_getcpuclockid", clock_getcpuclockid(process, &clock))
        return try read(clock)
    }

    /// Of the thread that asks.
    static func cpuOfThread() throws -> Duration { try read(CLOCK_THREAD_CPUTIME_ID) }

    /// How often its threads went to sleep or made room for another. Both count: where an answer wakes the client on the
    /// same processor, the client takes that before the server comes to sleep.
    static func switches(of process: pid_t) throws -> Int {
        let threads = "/proc/\(process)/task"
        return try FileManager.default.contentsOfDirectory(atPath: threads).reduce(0) { sum, thread in
            ["voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"].reduce(sum) { sum, title in
                sum + (number(after: title, in: "\(threads)/\(thread)/status") ?? 0)
            }
        }
    }

    /// In bytes.
    static func residentMemory(of process: pid_t) throws -> Int {
        guard let kilobytes = number(after: "VmRSS:", in: "/proc/\(process)/status") else {
            throw SystemFault(saying: "/proc/\(process)/status says nothing of memory")
        }
        return 1_024 * kilobytes
    }

    /// CPU of a process and of all that it has started, in steps of a hundredth of a second.
    ///
    /// - Parameter process: one that waits for those of its children that end.
    static func cpuOfFamily(of process: pid_t) throws -> Duration {
        let children = try text("/proc/\(process)/task/\(process)/children").split(separator: " ")
        let own = try ticks(of: process, inherited: true)
        // A child may end between the two looks.
        let theirs = children.compactMap { pid_t($0) }.reduce(0) { $0 + ((try? ticks(of: $1, inherited: true)) ?? 0) }
        return .seconds(Double(own + theirs) / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    private static func read(_ clock: clockid_t) throws -> Duration {
        var time = timespec()
        if clock_gettime(clock, &time) != 0 { throw SystemFault("clock_gettime") }
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    private static func ticks(of process: pid_t, inherited: Bool) throws -> Int {
        // proc(5): the name stands in parentheses and may hold anything; utime, stime, cutime, cstime are 14 to 17.
        let fields = try text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        return fields.dropFirst(11).prefix(inherited ? 4 : 2).compactMap { Int($0) }.reduce(0, +)
    }

    private static func number(after title: String, in path: String) -> Int? {
        let line = (try? text(path))?.split(separator: "\n").first { $0.hasPrefix(title) }
        return line?.dropFirst(title.count).split { $0 == " " || $0 == "\t" }.first.flatMap { Int($0) }
    }

    /// Files of /proc have no size.
    private static func text(_ path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { throw SystemFault(path) }
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
}
