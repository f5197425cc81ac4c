import Foundation
import Testing

@Suite struct RolloutPlanCommandTests {
    private static let plan = ["rollouts", "plan", "--name", "autumn", "--firmware", "2.0.0", "--organization", "acme"]

    @Test func `Every option of the waves that cannot be read is named at once`() async throws {
        try await withCommandFolder { folder in
            let refused = try await folder.run(
                Self.plan + [
                    "--canary", "some", "--waves", "most,100%", "--verified", "all", "--soak", "30", "--max-bad", "few",
                    "--max-bad-share", "2", "--database", folder.database,
                ])
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains("--canary takes canary, a number, or a share such as 20%; not some"))
            #expect(refused.errors.contains("--waves takes canary, a number, or a share such as 20%; not most"))
            #expect(refused.errors.contains("--verified takes a share, as in 2%"))
            #expect(refused.errors.contains("--soak takes a number and s, m, h or d, as in 30m"))
            #expect(refused.errors.contains("--max-bad takes numbers, as in 3, 5"))
        }
    }

    @Test func `The last number of bad devices stands for every wave that follows`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 100)
            let planned = try await folder.run(
                Self.plan + [
                    "--canary", "10%", "--waves", "50%,100%", "--max-bad", "3,5", "--max-bad-share", "2%", "--database",
                    folder.database,
                ])
            #expect(planned.status == .exited(0), "\(planned.errors)")
            #expect(planned.output.contains("stops at 3 bad and 2% of at least 10"))
            #expect(planned.output.contains("stops at 5 bad and 2% of at least 40"))
            #expect(planned.output.contains("stops at 5 bad and 2% of at least 50"))
        }
    }
}
