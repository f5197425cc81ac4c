import DeviceSimulator
import Foundation
import SlipwayCore
import TestSupport
import Testing

@testable import slipway_benchmark

/// What the bench promises of a rollout in waves, in small.
@Suite(.timeLimit(.minutes(2))) struct RolloutTrialTests {
    @Test func `where every device fails, the gate stops the first wave, and no promise is broken`() async throws {
        try await withTemporaryFolder { folder in
            let slipway = try BuiltProgram.path
            let trial = RolloutTrial(
                variant: .failing, kind: .sqlite, devices: 2_000, service: ScaledService(factor: 60),
                world: BenchWorld(folder: folder, slipway: slipway, devices: 0),
                benchmark: "\(slipway)-benchmark")
            let figures = try await trial.figures()
            #expect(figures.count >= 7)
            for figure in figures { #expect(figure.holds, "\(figure.what): \(figure.ours) \(figure.unit)") }
        }
    }

    @Test func `what is rolled back did no harm before, nor in its first wave`() {
        let (first, second) = (RolloutVariant.rollback.profile(inWave: 1), RolloutVariant.rollback.profile(inWave: 2))
        #expect(second.rates(for: TrialFleet.version).loss != nil)
        #expect(second.rates(for: "1.0.0").loss == nil)
        #expect(first.rates(for: TrialFleet.version).loss == nil)
    }

    @Test func `a scaled service shortens every limit alike`() {
        let (plain, scaled) = (ScaledService(factor: 1), ScaledService(factor: 30))
        #expect(plain.settings.lossLimit == .seconds(900))
        #expect(scaled.settings.lossLimit == .seconds(30))
        #expect(plain.advance.soak == .seconds(1_800))
        #expect(scaled.advance.soak == .seconds(60))
        #expect(scaled.settings.deadlines.flashed == .seconds(120))
    }

    @Test func `a soak is as long as the limit of a lost device at least`() {
        for factor in [1.0, 7, 30, 60] {
            let service = ScaledService(factor: factor)
            #expect(service.advance.soak >= service.settings.lossLimit)
        }
    }

    @Test func `a gate has to break with the device that makes both of its limits hold`() throws {
        let rule = GateRule(maximumBad: 2, maximumBadShare: 0.5, minimumJudged: 1)
        // One a second; at the limit of the second lost device four are judged, and at that of the third five.
        let rows = [true, false, true, false, false].enumerated().map { Self.row(completedAfter: $0, isVerified: $1) }
        let hold = try #require(GateHold(in: rows, under: rule, limit: .zero))
        #expect(hold.number == 2)
        #expect(hold.limitAt == .example + .seconds(3))
        // What completes within the limit is judged as well.
        let later = try #require(GateHold(in: rows, under: rule, limit: .seconds(10)))
        #expect(later.number == 3)
        #expect(later.limitAt == .example + .seconds(14))
        // And so is what completes before it can be known.
        let known = try #require(GateHold(in: rows, under: rule, limit: .zero, delay: .seconds(1)))
        #expect(known.number == 3)
        #expect(known.limitAt == .example + .seconds(4))
    }

    @Test func `a gate never has to break where too few are lost`() {
        let rule = GateRule(maximumBad: 4, maximumBadShare: 0.01, minimumJudged: 1)
        let rows = [false, false, false].enumerated().map { Self.row(completedAfter: $0, isVerified: $1) }
        #expect(GateHold(in: rows, under: rule, limit: .zero) == nil)
    }

    /// - Parameter seconds: after the example's instant.
    private static func row(completedAfter seconds: Int, isVerified: Bool) -> BatchDeviceRow {
        let at = Timestamp.example + .seconds(seconds)
        let device = UpdateBatchDevice(
            id: .init(Int64(seconds)), updateBatchID: .init(1), deviceID: .init(Int64(seconds)), status: .succeeded,
            updateSessionID: nil, fromVersion: "1.0.0", hardwareVersion: "C", reasonCode: nil, failureReason: nil,
            reasonKey: nil, verifiedAt: isVerified ? at : nil, fellBackAt: nil, silentAt: nil, createdAt: at,
            updatedAt: at)
        var generator = SystemRandomNumberGenerator()
        let session = UpdateSession(
            id: .init(Int64(seconds)), sessionID: SessionID(using: &generator), deviceID: .init(Int64(seconds)),
            firmwareID: .init(1),
            updateStatus: .completed, progressPercent: 100, bytesTransferred: 0, transferRate: nil, startedAt: at,
            completedAt: at, reasonCode: nil, failureReason: nil, stateSince: at, lastReportAt: nil, deadlineAt: nil,
            createdAt: at, updatedAt: at)
        return BatchDeviceRow(batchDevice: device, deviceUID: "gw-\(seconds)", session: session)
    }
}
