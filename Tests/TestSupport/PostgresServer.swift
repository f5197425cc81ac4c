import Foundation

/// A PostgreSQL for one process alone: in a folder of its own, reached by a Unix socket only, and gone with whoever
/// started it, however that ends.
package final class PostgresServer: Sendable {
    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Where its socket and its data are.
    package let folder: URL
    /// While somebody holds its other end, the server runs.
    private let lifeline: FileHandle
    private let watchdog: Process

    /// - Parameter settings: for the server's command line.
    /// - Throws: `NotStarted`, also where PostgreSQL is not installed: a test that cannot run has failed.
    package static func start(settings: [String] = quick) async throws -> PostgresServer {
        try await withCheckedThrowingContinuation { continuation in
            // Of its own: making the data takes a second or two.
            Thread.detachNewThread {
                continuation.resume(with: Result { try PostgresServer(settings: settings, copying: nil) })
            }
        }
    }

    /// A hot standby that follows a server from now on, and that `promote` makes one of its own.
    ///
    /// It has its own folder, so that a location may name both: `host=FOLDER,FOLDER`.
    static func start(copying primary: PostgresServer, settings: [String]) async throws -> PostgresServer {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try PostgresServer(settings: settings, copying: primary) })
            }
        }
    }

    /// In memory where there is plenty: each database is hundreds of files, and a file system on a disk takes far longer to
    /// make and remove them than PostgreSQL itself.
    private static let place: URL = {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        let room = try? FileManager.default.attributesOfFileSystem(forPath: memory.path)[.systemFreeSize] as? Int64
        let isPlenty = (room ?? 0) >= 4 << 30 && FileManager.default.isWritableFile(atPath: memory.path)
        return isPlenty ? memory : FileManager.default.temporaryDirectory
    }()

    /// What is lost with the machine, rather than with the server, does not matter to a test; nothing happens by itself.
    /// Two that lock one another out are told so at once.
    package static let quick = ["fsync=off", "full_page_writes=off", "autovacuum=off", "deadlock_timeout=20ms"]

    private init(settings: [String], copying primary: PostgresServer?) throws {
        folder = Self.place.appending(path: "slipway-pg-\(UUID().uuidString.prefix(8))")
        let (input, output) = (Pipe(), Pipe())
        lifeline = input.fileHandleForWriting
        // Other programs that are started meanwhile would keep the server alive.
        _ = fcntl(lifeline.fileDescriptor, F_SETFD, FD_CLOEXEC)
        watchdog = Process()
        watchdog.executableURL = URL(filePath: "/bin/sh")
        watchdog.arguments =
            ["-c", Self.script, "postgres-watchdog", folder.path, primary?.folder.path ?? ""]
            + (["listen_addresses=", "max_connections=200", "shared_buffers=64MB"] + settings).flatMap { ["-c", $0] }
        watchdog.standardInput = input
        watchdog.standardOutput = output
        watchdog.standardError = FileHandle.nullDevice
        try watchdog.run()
        let answer = output.fileHandleForReading.availableData
        guard String(decoding: answer, as: UTF8.self) == "ready\n" else {
            let log = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
            throw NotStarted(description: "PostgreSQL did not start; is postgresql installed? \(log.suffix(500))")
        }
    }

    // Whoever runs a program keeps its pipes too, until that ends.
    deinit { try? lifeline.close() }

    /// For libpq.
    package func connectionInfo(database: String) -> String {
        "host=\(folder.path) user=slipway dbname=\(database)"
    }

    /// What befalls a server.
    package enum Event: String, Sendable {
        /// Without a word to anybody, as a machine does that fails.
        case crash = "owned pg_ctl -D data -m immediate stop"
        /// The same, and its processes find out by themselves.
        case kill = "kill -KILL $(head -n 1 data/postmaster.pid)"
        /// As often as it takes until the last of those has ended.
        case recover = "recover"
        case start = "(alone; owned pg_ctl -D data -l server.log -w -o \"$(cat options)\" start)"
        /// It neither answers nor closes anything.
        case freeze = "kill -STOP $(all)"
        case thaw = "kill -CONT $(all)"
        /// No file of it grows beyond 16 MiB and half a page, which is for it as if the disk were full.
        case fill = "for pid in $(all); do owned prlimit --pid $pid --fsize=16781312:unlimited || true; done"
        case makeRoom = "for pid in $(all); do owned prlimit --pid $pid --fsize=unlimited:unlimited || true; done"
        /// A standby follows nobody any longer, and takes writes.
        case promote = "owned pg_ctl -D data -w promote"
    }

    package func happen(_ event: Event) async throws {
        let script = """
            cd "$1" || exit 1
            alone() { for fd in /proc/self/fd/*; do fd=${fd##*/}; [ "$fd" -gt 2 ] && exec {fd}>&-; done; }
            all() { pid=$(head -n 1 data/postmaster.pid) && echo "$pid" && pgrep -P "$pid"; }
            \(Self.preamble)
            recover() {
                for attempt in $(seq 300); do \(Event.start.rawValue) && return; done
                return 1
            }
            \(event.rawValue) >/dev/null 2>&1 </dev/null && echo done
            """
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.run(script, for: event) }) }
        }
    }

    /// Waits for its end as well, of which Foundation learns by a socket that no server it starts may keep: a child that
    /// has ended and is not waited for keeps the testing library from seeing the ends of its own.
    private func run(_ script: String, for event: Event) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script, "postgres-event", folder.path]
        process.standardOutput = output
        try process.run()
        defer { process.waitUntilExit() }
        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "done\n" else {
            throw NotStarted(description: "\(event) did not work")
        }
    }

    /// PostgreSQL refuses to run as root.
    static let preamble = """
        owned() { "$@"; }
        [ "$(id -u)" != 0 ] || owned() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
        bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
        PATH=${bin:+$bin:}$PATH
        """

    /// Text is sorted as in English, so that whatever relies on the order of bytes has to say so.
    private static let script = """
        trap '' INT TERM HUP
        folder=$1
        primary=$2
        shift 2
        mkdir -m 700 "$folder" || exit 1
        exec 2>"$folder/log"
        [ "$(id -u)" != 0 ] || chown postgres "$folder"
        \(preamble)
        cd "$folder"
        { printf '%s ' -k "$folder" "$@"; } >options
        make() {
            if [ "$primary" ]; then
                owned pg_basebackup -D data -d "host=$primary user=slipway application_name=${folder##*/}" \\
                    --write-recovery-conf --create-slot --slot="$(echo "${folder##*-}" | tr A-F a-f)" \\
                    --checkpoint=fast --no-sync --no-manifest
            else
                owned initdb -D data -U slipway --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 \\
                    --locale-provider=icu --icu-locale=en-US
            fi
        }
        make >&2 &&
        owned pg_ctl -D data -l server.log -w -o "$(cat options)" start >&2 &&
        echo ready && exec >/dev/null && cat
        kill -CONT $(head -n 1 data/postmaster.pid)
        owned pg_ctl -D data -m immediate stop >&2
        cd / && rm -rf "$folder"
        """
}
