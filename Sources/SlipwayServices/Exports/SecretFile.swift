/// A secret that goes to a file which only its owner may read (0600), and nowhere else.
package enum SecretFile {
    /// Makes the file first, so that nothing is changed where the secret could not be kept.
    ///
    /// - Parameter make: changes something, and returns the secret.
    /// - Throws: ``ExportFault`` where the path exists already, or cannot be written to.
    package static func save(to path: String, _ make: () async throws -> String) async throws {
        let file = try ExportFile(path: path)
        let secret: String
        do {
            secret = try await make()
        } catch {
            file.discard()
            throw error
        }
        do {
            try file.write(secret + "\n")
            try file.finish()
        } catch let fault as ExportFault {
            file.discard()
            throw ExportFault(text: "it is in force, but could not be kept, so make another: \(fault.text)")
        }
    }
}
