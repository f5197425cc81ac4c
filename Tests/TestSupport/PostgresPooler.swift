import Foundation

/// A PgBouncer in front of a server of the tests, with one connection that it lends for one transaction at a time; gone
/// with the value, and with this process.
package final class PostgresPooler: Sendable {
    private let server: PostgresServer
    private let folder: URL
    private let lifeline: FileHandle
    private let watchdog: Process

    /// - Throws: `PostgresServer.NotStarted`, also where PgBouncer is not installed.
    package static func start(before server: PostgresServer) async throws -> PostgresPooler {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try PostgresPooler(before: server) }) }
        }
    }

    private init(before server: PostgresServer) throws {
        self.server = server
        folder = FileManager.default.temporaryDirectory.appending(path: "slipway-pb-\(UUID().uuidString.prefix(8))")
        let (input, output) = (Pipe(), Pipe())
        lifeline = input.fileHandleForWriting
        _ = fcntl(lifeline.fileDescriptor, F_SETFD, FD_CLOEXEC)
        watchdog = Process()
        watchdog.executableURL = URL(filePath: "/bin/sh")
        watchdog.arguments = ["-c", Self.script, "pooler-watchdog", folder.path, server.folder.path]
        watchdog.standardInput = input
        watchdog.standardOutput = output
        watchdog.standardError = FileHandle.nullDevice
        try watchdog.run()
        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n" else {
            throw PostgresServer.NotStarted(description: "PgBouncer did not start; is pgbouncer installed?")
        }
    }

    deinit { try? lifeline.close() }

    /// For libpq.
    package func connectionInfo(database: String) -> String {
        "host=\(folder.path) port=6432 user=slipway dbname=\(database)"
    }

    private static let script = """
        trap '' INT TERM HUP
        mkdir -m 700 "$1" || exit 1
        [ "$(id -u)" != 0 ] || chown postgres "$1"
        \(PostgresServer.preamble)
        PATH=$PATH:/usr/sbin
        cat >"$1/pgbouncer.ini" <<EOF
        [databases]
        * = host=$2 user=slipway
        [pgbouncer]
        listen_addr =
        listen_port = 6432
        unix_socket_dir = $1
        auth_type = any
        pool_mode = transaction
        default_pool_size = 1
        logfile = $1/log
        pidfile = $1/pid
        EOF
        owned pgbouncer -q "$1/pgbouncer.ini" </dev/null >/dev/null 2>&1 &
        for attempt in $(seq 100); do
            [ -S "$1/.s.PGSQL.6432" ] && break
            sleep 0.05
        done
        [ -S "$1/.s.PGSQL.6432" ] && echo ready && exec >/dev/null && cat
        kill -KILL "$(cat "$1/pid")"
        cd / && rm -rf "$1"
        """
}
