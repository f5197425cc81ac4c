import Foundation

/// The temporary folder of one demo, named after its process, so that the next demo can tidy up after a killed one.
struct DemoFolder {
    private static let prefix = "slipway-demo-"
    private let url: URL

    /// Makes the folder, for its owner only, and removes those whose process is gone.
    init() throws {
        Self.removeAbandoned()
        let name = "\(Self.prefix)\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        url = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    var database: String { url.appending(path: "demo.db").path }
    var tokens: String { url.appending(path: "devices.tokens.csv").path }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }

    private static func removeAbandoned() {
        let temporary = FileManager.default.temporaryDirectory
        for name in (try? FileManager.default.contentsOfDirectory(atPath: temporary.path)) ?? [] {
            guard name.hasPrefix(prefix), let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(at: temporary.appending(path: name))
        }
    }
}
