import SlipwayCore
import SlipwayServices
import TestSupport

/// What a token file holds, against what the database knows.
struct KeptTokens {
    /// The tokens of a uid, in the order of the file.
    let tokensByUID: [String: [String]]
    let lineCount: Int

    init(_ text: String) {
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        tokensByUID = Dictionary(grouping: rows, by: { $0[1] }).mapValues { $0.map { $0[2] } }
        lineCount = rows.count
    }

    /// The registered devices for which the file holds no token, or more than one that opens them.
    func lost(in folder: CommandFolder) async throws -> [String] {
        let registered = try await Self.registered(in: folder)
        return registered.filter { device in
            let tokens = tokensByUID[device.device.deviceUID] ?? []
            return tokens.count { TokenHash.sha256Hex(of: $0) == device.tokenHash } != 1
        }.map(\.device.deviceUID)
    }

    /// Every device of the database.
    static func registered(in folder: CommandFolder) async throws -> [RegisteredDevice] {
        try await folder.repository().read { reader in
            try reader.everyDevice().compactMap { try reader.registered(uid: $0.deviceUID) }
        }
    }
}
