import CTerminalSignals
import Glibc

/// Where ncurses writes, so that what belongs together reaches the terminal in one piece.
///
/// ncurses writes at each movement of the cursor, some forty times for a screen: every time the terminal is woken, paints
/// a little, and on a busy machine takes the processor for itself. So while it paints, its descriptor leads to memory.
struct TerminalOutput {
    /// What ncurses writes to: its descriptor is a copy of standard output's.
    let stream: UnsafeMutablePointer<FILE>
    private let descriptor: Int32
    /// Memory that is written and read as a file is; -1 where the system has none to give.
    private let memory: Int32

    init() throws(TerminalUnavailable) {
        descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard descriptor >= 0, let stream = fdopen(descriptor, "w") else { throw .systemFault(code: errno) }
        self.stream = stream
        memory = terminal_memory_file()
    }

    /// Writes at once what ncurses writes in `body`.
    func collecting(_ body: () -> Void) {
        guard memory >= 0, terminal_descriptor_lead(descriptor, memory) == 0 else { return body() }
        body()
        _ = terminal_descriptor_lead(descriptor, STDOUT_FILENO)
        Self.write(taken())
    }

    func close() {
        fclose(stream)
        if memory >= 0 { _ = Glibc.close(memory) }
    }

    /// Waits for a terminal that takes no more at the moment.
    static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var full = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&full, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    private func taken() -> [UInt8] {
        let length = Int(lseek(memory, 0, SEEK_CUR))
        guard length > 0 else { return [] }
        lseek(memory, 0, SEEK_SET)
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = max(0, pread(memory, buffer.baseAddress, length, 0))
        }
    }
}
