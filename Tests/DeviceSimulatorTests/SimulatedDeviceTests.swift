import Crypto
import SlipwayCore
import TestSupport
import Testing

@testable import DeviceSimulator

@Suite struct SimulatedDeviceTests {
    @Test func `a healthy device goes through every state and reports its new version`() throws {
        var device = Self.device(rates: .none)
        let outcome = try Self.play(&device)
        #expect(outcome == .completed)
        #expect(device.nextCall(at: device.dueAt) == .check(runningVersion: "2.0.0"))
    }

    @Test func `a call whose answer was lost is repeated, later each time`() throws {
        var device = Self.device(rates: .none)
        let start = device.dueAt
        let first = device.nextCall(at: start)
        let call = try #require(first)
        #expect(device.received(.lost, at: start) == nil)
        #expect(device.nextCall(at: start) == nil)
        #expect(device.nextCall(at: start + .seconds(1)) == call)
        _ = device.received(.lost, at: start + .seconds(1))
        #expect(device.dueAt == start + .seconds(3))
        #expect(device.nextCall(at: device.dueAt) == call)
    }

    @Test func `a held device waits and then asks the same again`() throws {
        var device = Self.device(rates: .none)
        _ = device.received(.offered(try Self.offer()), at: device.dueAt)
        let first = device.nextCall(at: device.dueAt)
        let call = try #require(first)
        let now = device.dueAt
        #expect(device.received(.refused(.held(.batchPaused)), at: now) == nil)
        #expect(device.dueAt > now)
        #expect(device.nextCall(at: device.dueAt) == call)
    }

    @Test func `a session that was cancelled is dropped`() throws {
        var device = Self.device(rates: .none)
        _ = device.received(.offered(try Self.offer(state: .downloading)), at: device.dueAt)
        let outcome = device.received(.refused(.notDownloadable(.cancelled)), at: device.dueAt)
        #expect(outcome == .dropped(.notDownloadable(.cancelled)))
        #expect(device.nextCall(at: device.dueAt) == .check(runningVersion: "1.0.0"))
    }

    @Test func `a device that forgot its download begins again without acknowledging`() throws {
        var device = Self.device(rates: .none)
        let offer = try Self.offer(state: .downloading)
        _ = device.received(.offered(offer), at: device.dueAt)
        #expect(
            device.nextCall(at: device.dueAt)
                == .readBytes(offer.session, offset: 0, size: Int(offer.sizeBytes)))
    }

    @Test func `a device that forgot that it flashed only completes`() throws {
        var device = Self.device(rates: .none)
        let offer = try Self.offer(state: .flashed)
        _ = device.received(.finishing(offer), at: device.dueAt)
        #expect(device.nextCall(at: device.dueAt) == .complete(offer.session, checksum: offer.checksum))
    }

    @Test func `bytes that are not the release's are reported as a failure`() throws {
        var device = Self.device(rates: .none)
        let outcome = try Self.play(&device, bytes: Array(repeating: 1, count: Self.bytes.count))
        #expect(outcome == .failed(reason: "downloaded bytes do not match the checksum"))
    }

    @Test func `a device that falls back goes on reporting its old version`() throws {
        var device = Self.device(rates: FleetRates(failure: 0, silence: 0, fallBack: 1))
        let outcome = try Self.play(&device)
        #expect(outcome == .fellBack)
        #expect(device.nextCall(at: device.dueAt) == .check(runningVersion: "1.0.0"))
    }

    @Test func `a silent device says nothing, and once it is switched on again it does not fall silent twice`() throws {
        var pace = FleetPace.immediate
        pace.silence = .seconds(60)
        var device = Self.device(rates: FleetRates(failure: 0, silence: 1, fallBack: 0), pace: pace)
        let outcome = try Self.play(&device)
        guard case .fellSilent = outcome else {
            Issue.record("it did not fall silent: \(String(describing: outcome))")
            return
        }
        #expect(device.nextCall(at: device.dueAt - .seconds(1)) == nil)
        let second = try Self.play(&device)
        #expect(second == .completed)
    }

    @Test func `a device that gets lost completes, and makes no call ever again`() throws {
        var pace = FleetPace.immediate
        pace.silence = .seconds(60)
        var device = Self.device(rates: .losing, pace: pace)
        let outcome = try Self.play(&device)
        #expect(outcome == .gotLost)
        #expect(device.runningVersion == "2.0.0")
        #expect(device.nextCall(at: Timestamp(milliseconds: .max)) == nil)
    }

    @Test func `a device that was lost when the process ended makes no call after it either`() {
        let record = Device.example(uid: "d", firmwareVersion: "2.0.0", reportedVersion: "1.0.0")
        let profile = FleetProfile(seed: 1, rates: .losing)
        var device = SimulatedDevice(record, profile: profile, pace: .standard, at: .example)
        #expect(device.nextCall(at: Timestamp(milliseconds: .max)) == nil)
    }

    /// What the service knows of a device that was ended between its completion and its next check decides.
    @Test func `a device that was ended after completing knows what it runs`() {
        let record = Device.example(uid: "d", firmwareVersion: "2.0.0", reportedVersion: "1.0.0")
        let loyal = FleetProfile(seed: 1, failureRate: 0, silentRate: 0, fallBackRate: 0)
        let fickle = FleetProfile(seed: 1, failureRate: 0, silentRate: 0, fallBackRate: 1)
        let now = Timestamp.example
        #expect(SimulatedDevice(record, profile: loyal, pace: .standard, at: now).runningVersion == "2.0.0")
        #expect(SimulatedDevice(record, profile: fickle, pace: .standard, at: now).runningVersion == "1.0.0")
    }

    private static let bytes: [UInt8] = Array("firmware of the second generation".utf8)

    private static func device(rates: FleetRates, pace: FleetPace = .immediate) -> SimulatedDevice {
        SimulatedDevice(
            Device.example(uid: "d", firmwareVersion: "1.0.0"), profile: FleetProfile(seed: 1, rates: rates),
            pace: pace, at: .example)
    }

    private static func offer(state: UpdateSessionState = .initiated) throws -> OfferedUpdate {
        let session = try #require(SessionID("0f8fad5b-d9cb-469f-a165-70867728950e"))
        let checksum = SHA256.hash(data: bytes).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return OfferedUpdate(
            session: session, state: state, version: "2.0.0", checksum: checksum, sizeBytes: Int64(bytes.count))
    }

    /// Answers as a service would that holds nothing.
    private static func play(
        _ device: inout SimulatedDevice, bytes: [UInt8] = SimulatedDeviceTests.bytes
    ) throws -> DeviceOutcome? {
        let offer = try Self.offer()
        for _ in 0..<50 {
            let now = device.dueAt
            guard let call = device.nextCall(at: now) else { return nil }
            let answer: DeviceAnswer =
                switch call {
                case .check: .offered(offer)
                case .readBytes(_, let offset, let size):
                    .bytes(Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + size)]))
                case .acknowledge, .progress, .flashed, .complete, .fail: .accepted
                }
            if let outcome = device.received(answer, at: now) { return outcome }
        }
        return nil
    }
}

extension FleetRates {
    fileprivate static let none = FleetRates(failure: 0, silence: 0, fallBack: 0)
    fileprivate static let losing = FleetRates(failure: 0, silence: 0, fallBack: 0, loss: LossRate(share: 1))
}
