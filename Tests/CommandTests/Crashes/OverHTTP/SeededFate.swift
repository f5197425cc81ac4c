import DeviceSimulator
import SlipwayCore

/// How the update of a device ends, in words: as the seed says, and as the database does.
struct SeededFate: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// - Parameter device: with the hardware that it was registered with.
    init(of device: FleetMember, with release: String, in profile: FleetProfile) {
        let traits = DeviceTraits(
            deviceUID: device.deviceUID, hardwareVersion: device.hardwareVersion,
            fromVersion: profile.factoryVersion(of: device.deviceUID))
        switch DeviceTemperament(of: traits, for: release, in: profile).outcome {
        case .succeeds, .getsLost: self.init(state: .completed)
        case .fallsBack: self.init(state: .completed, fellBack: true)
        case .fallsSilent(let point): self.init(state: point.state)
        case .fails(let fault):
            self.init(state: .failed, reason: fault.point == .checksum ? "checksum mismatch" : fault.reason)
        }
    }

    /// - Parameter reason: of a failure.
    init(state: UpdateSessionState, reason: String? = nil, fellBack: Bool = false) {
        description = state.rawValue + (fellBack ? ", fell back" : "") + (reason.map { ": \($0)" } ?? "")
    }

    var isSilent: Bool { UpdateSessionState(rawValue: description).map { !$0.isFinal } ?? false }
    var isFallBack: Bool { description.hasSuffix(", fell back") }
}

extension SilencePoint {
    fileprivate var state: UpdateSessionState {
        switch self {
        case .acknowledged: .acknowledged
        case .downloading: .downloading
        case .flashed: .flashed
        }
    }
}
