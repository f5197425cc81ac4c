import Foundation

/// A psql that copies devices whenever it is told to.
final class CopyConsole {
    struct Failure: Error, CustomStringConvertible {
        let description = "psql could not copy; it says why above"
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// - Parameter database: as libpq takes it.
    init(_ database: String) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", database]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit { try? input.fileHandleForWriting.close() }

    /// - Parameter rows: in the text format, with the columns below.
    func copyDevices(_ rows: String) throws {
        let command = """
            COPY devices (
              device_uid, serial_number, organization_id, organization_name, hardware_version, token_hash, created_at,
              updated_at) FROM STDIN;
            \(rows)\\.
            \\echo copied

            """
        try input.fileHandleForWriting.write(contentsOf: Data(command.utf8))
        guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "copied\n" else {
            throw Failure()
        }
    }
}
