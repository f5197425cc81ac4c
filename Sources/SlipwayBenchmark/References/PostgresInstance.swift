import Foundation

/// A PostgreSQL of the bench alone, reached by a socket in its folder, which ends with the bench however that ends.
final class PostgresInstance {
    let socketFolder: String
    private let process = Process()
    private let lifeline = Pipe()

    init(in world: BenchWorld) throws {
        socketFolder = world.path("postgres-\(UUID().uuidString.prefix(8))")
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.script, "postgres", socketFolder]
        process.environment = world.environment
        process.standardInput = lifeline
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        try process.run()
        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n" else {
            throw SystemFault(saying: "PostgreSQL did not start in \(socketFolder)")
        }
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// As libpq and `--database` take it.
    func database(_ name: String) -> String { "postgres://slipway@/\(name)?host=\(socketFolder)" }

    func run(_ sql: String, in database: String, _ world: BenchWorld) throws {
        let file = world.path("\(UUID().uuidString).sql")
        defer { try? FileManager.default.removeItem(atPath: file) }
        try sql.write(toFile: file, atomically: true, encoding: .utf8)
        let options = ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file]
        try RunningProgram.run(
            BenchTool.psql.path ?? "psql", options + [self.database(database)], in: world)
    }

    /// Makes a database that is equal to another, of which all connections are closed.
    func copy(_ database: String, as name: String, _ world: BenchWorld) throws {
        try run(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)';
            CREATE DATABASE \(name) TEMPLATE \(database);
            """, in: "postgres", world)
    }

    /// What it has taken for each of so many calls.
    ///
    /// - Returns: microseconds of CPU.
    func cpu(perEachOf count: Int, _ load: () throws -> Void) throws -> Double {
        let before = try cpu
        try load()
        return (try cpu - before) / .microseconds(1) / Double(count)
    }

    /// Of all processes of the server.
    private var cpu: Duration {
        get throws {
            let text = try String(contentsOfFile: socketFolder + "/data/postmaster.pid", encoding: .utf8)
            guard let postmaster = text.split(separator: "\n").first.flatMap({ pid_t($0) }) else {
                throw SystemFault(saying: "PostgreSQL has ended")
            }
            return try ProcessCost.cpuOfFamily(of: postmaster)
        }
    }

    /// PostgreSQL refuses to run as root.
    private static let script = """
        trap '' INT TERM HUP
        owned() { "$@"; }
        if [ "$(id -u)" = 0 ]; then
            owned() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
            # The folders above are the bench's own.
            chmod a+x "$(dirname "$1")"
        fi
        mkdir -m 700 "$1" && cd "$1" || exit 1
        [ "$(id -u)" != 0 ] || chown postgres "$1"
        owned initdb -D data -U slipway --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 >log 2>&1 &&
        owned pg_ctl -D data -l server.log -w start -o "-k '$1' -c listen_addresses= -c autovacuum=off \\
            -c shared_buffers=256MB -c max_wal_size=4GB" >>log 2>&1 &&
        echo ready && exec >/dev/null && cat
        owned pg_ctl -D data -m immediate stop
        """
}
