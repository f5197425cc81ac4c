import Foundation
import SlipwayServices
import Testing

/// A dashboard that does no work, beside a server through which others change the fleet.
///
/// `SLIPWAY_DASHBOARD_TABLE` names a file for how long each change took to the screen, and holds it to two seconds,
/// which only a machine without other work can promise.
@Suite struct ServerBesideDashboardTests {
    @Test func `what a client and a device change through a server is on the screen soon`() async throws {
        try await CrashedFleet.with(deviceCount: 3) { fleet in
            let server = try await ServerProcess.start(on: fleet.path)
            defer { server.kill() }
            try await fleet.createBatchIfIdle(1)
            let request = AccessTokenRequest(description: "client", scopes: [.updatesWrite], organization: nil)
            let token = try await fleet.services.authentication.create(request, as: fleet.operatorPrincipal).token
            var delays: [(what: String, time: Duration)] = []
            try await PseudoTerminal.with(
                BuiltProgram.path, ["dashboard", "--read-only", "--interval", "1", "--database", fleet.path],
                columns: 120, rows: 40
            ) { terminal in
                func measure(
                    _ what: String, _ change: () async throws -> Void, until isShown: (Screen) -> Bool
                ) async throws {
                    let start = ContinuousClock.now
                    try await change()
                    try await terminal.waitFor(what, timeout: CommandFolder.patience, isShown)
                    delays.append((what, ContinuousClock.now - start))
                }
                try await terminal.waitFor("started batch", timeout: CommandFolder.patience) {
                    $0.contains("batch 1") && $0.contains("IN PROGRESS")
                }
                for _ in 0..<4 {
                    try await measure("pause by a client") {
                        try await server.post("/updates/batches/1/pause", token: token, body: "{}")
                    } until: {
                        $0.contains("PAUSED")
                    }
                    try await measure("resumption by a client") {
                        try await server.post("/updates/batches/1/resume", token: token, body: "{}")
                    } until: {
                        !$0.contains("PAUSED")
                    }
                }
                terminal.press(.enter)
                try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
                for device in ["gw-0", "gw-1"] {
                    let own = try #require(fleet.tokens[device])
                    let offer = try await server.get("/device/\(device)/updates/check?version=1.0.0", token: own)
                    let session = try #require(offer.firstMatch(of: /"session_id":"([0-9a-f-]+)"/)).output.1
                    try await measure("failure of \(device)") {
                        try await server.post(
                            "/device/\(device)/updates/\(session)/failed", token: own,
                            body: #"{"reason":"no room in \#(device == "gw-0" ? "slot" : "flash")"}"#)
                    } until: {
                        $0.contains("no room in \(device == "gw-0" ? "slot" : "flash")")
                    }
                }
            }
            #expect(delays.count == 10)
            guard let path = ProcessInfo.processInfo.environment["SLIPWAY_DASHBOARD_TABLE"] else { return }
            #expect(delays.allSatisfy { $0.time < .seconds(2) })
            try delays.map { "\($0.what): \(Int($0.time / .milliseconds(1))) ms\n" }.joined()
                .write(toFile: path, atomically: true, encoding: .utf8)
        }
    }
}
