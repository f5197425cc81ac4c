import Foundation
import TerminalUI

/// The editor that a person has chosen, on a file that only its owner may read (0600) and that goes afterwards.
struct ExternalEditor {
    /// A file that grew beyond so many bytes is not taken over.
    static let maximumBytes = 64 << 20

    private let command: String
    private let folder: String

    init(environment: [String: String]) {
        let given = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty }
        command = given ?? "vi"
        let folders = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] }
        folder = folders.first { access($0, W_OK) == 0 } ?? "/tmp"
    }

    /// Waits for the editor. The terminal must be its own meanwhile.
    func edit(_ text: EditorText) -> EditorText.Outcome {
        var template = Array("\(folder)/slipway-XXXXXX\(text.suffix)".utf8CString)
        let descriptor = mkstemps(&template, Int32(text.suffix.utf8.count))
        guard descriptor >= 0 else { return .failed("no file can be made for it: \(Self.reason(errno))") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.text.utf8))
            try file.close()
        } catch {
            return .failed("its file cannot be written")
        }
        switch run(on: path) {
        case .exited(0): return read(path)
        case .exited(127): return .failed("\(command) cannot be started: set EDITOR")
        case .exited(let status): return .failed("it ended with status \(status); nothing was taken over")
        case .killed: return .failed("it was killed; nothing was taken over")
        case .notStarted(let code): return .failed("it cannot be started: \(Self.reason(code))")
        }
    }

    private enum Ending {
        case exited(Int32)
        case killed
        case notStarted(Int32)
    }

    /// In this process's group, because only that may use the terminal; what its keys send is for the editor alone.
    private func run(on path: String) -> Ending {
        let signals = [SIGINT, SIGQUIT, SIGTSTP]
        let former = signals.map { signal($0, SIG_IGN) }
        defer { for (number, handler) in zip(signals, former) { signal(number, handler) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        var mask = sigset_t()
        sigemptyset(&defaults)
        sigemptyset(&mask)
        for number in signals { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let words = ["sh", "-c", "exec \(command) \"$1\"", "sh", path]
        let arguments = words.map { word in word.withCString { strdup($0) } }
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let code = posix_spawn(&child, "/bin/sh", nil, &attributes, arguments + [nil], environ)
        return code == 0 ? wait(for: child) : .notStarted(code)
    }

    private func wait(for child: pid_t) -> Ending {
        while true {
            var status: Int32 = 0
            guard waitpid(child, &status, WUNTRACED) == child else {
                if errno == EINTR { continue }
                return .killed
            }
            // Nothing could wake it: the dashboard waits here, not the shell.
            if status & 0xFF == 0x7F {
                kill(child, SIGCONT)
                continue
            }
            return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed
        }
    }

    private func read(_ path: String) -> EditorText.Outcome {
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: Self.maximumBytes + 1)
        else { return .failed("its file cannot be read") }
        guard data.count <= Self.maximumBytes else { return .failed("it left more than can be taken over") }
        return .saved(String(decoding: data, as: UTF8.self))
    }

    private static func reason(_ code: Int32) -> SafeText { SafeText(String(cString: strerror(code))) }
}
