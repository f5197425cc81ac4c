import Foundation

extension PostgresServer {
    /// Dumps a database and restores it into an empty one, as its operator would.
    package func copy(_ database: String, to other: String, on server: PostgresServer) async throws {
        try await run(
            "pg_dump -h \"$1\" -U slipway \"$2\" | psql -q -v ON_ERROR_STOP=1 -h \"$3\" -U slipway \"$4\"",
            [folder.path, database, server.folder.path, other])
    }

    /// The schema `public` of a database as `pg_dump` writes it, without what differs from call to call.
    package func schema(of database: String) async throws -> String {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "schema.sql")
            try await run(
                "pg_dump -h \"$1\" -U slipway -s -n public \"$2\" | grep -v restrict >\"$3\"",
                [self.folder.path, database, file.path])
            return try String(contentsOf: file, encoding: .utf8)
        }
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
