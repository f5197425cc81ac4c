import Testing

extension CommandFolder {
    /// An organization `acme` with devices `gw-001`, `gw-002` and so on, and an approved release 2.0.0.
    func prepareFleet(devices count: Int) async throws {
        try await prepare("organizations", "create", "--name", "acme", "--device-limit", "\(max(100, count))")
        let sheet =
            "device_uid,organization,hardware_version\n"
            + (1...count).map { number in "\(Self.uid(number)),acme,rev-a\n" }.joined()
        try await prepare("devices", "register", "--file", try write(sheet, to: "fleet.csv"), "--no-tokens")
        try await prepare("firmware", "upload", try write("firmware", to: "gateway.bin"), "--version", "2.0.0")
        try await prepare("firmware", "promote", "2.0.0", "testing")
        try await prepare("firmware", "promote", "2.0.0", "approved")
    }

    static func uid(_ number: Int) -> String {
        let digits = String(number)
        return "gw-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    /// Runs the background work and devices that wait for nothing, for as long as `body` runs.
    func withLivingFleet(
        failureRate: Double = 0, _ body: () async throws -> Void
    ) async throws {
        let rates = ["--failure-rate", "\(failureRate)", "--silent-rate", "0", "--fall-back-rate", "0"]
        try await ChildProcess.with(
            BuiltProgram.path, ["serve", "--database", database, "--listen", "127.0.0.1:0"], environment: environment
        ) { _ in
            try await ChildProcess.with(
                BuiltProgram.path, ["simulate", "--fast", "--database", database] + rates, environment: environment
            ) { _ in try await body() }
        }
    }
}
