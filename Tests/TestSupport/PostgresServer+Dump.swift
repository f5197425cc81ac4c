import Foundation

extension PostgresServer {
    /// Dumps a database and restores it into an empty one, as its operator would.
    package func copy(_ database: String, to other: String, on server: PostgresServer) async throws {
        try await run(
            "pg_dump -h \"$1\" -U slipway \"$2\" | psql -q -v ON_ERROR_STOP=1 -h \"$3\" -U slipway \"$4\"",
            [folder.path, database, server.folder.path, other])
    }

    private func run(_ pipeline: String, _ arguments: [String]) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        let output = Pipe()
                        process.executableURL = URL(filePath: "/bin/sh")
                        process.arguments =
                            ["-c", "\(Self.preamble)\n{ \(pipeline); } >&2 && echo done", "postgres-dump"] + arguments
                        process.standardOutput = output
                        process.standardError = FileHandle.nullDevice
                        try process.run()
                        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "done\n"
                        else { throw NotStarted(description: "the dump could not be restored") }
                    })
            }
        }
    }
}
