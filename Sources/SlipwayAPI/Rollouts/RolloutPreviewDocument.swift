import SlipwayCore
import SlipwayServices

/// What a rollout would do, as the fleet is now.
package struct RolloutPreviewDocument: Encodable {
    package struct Wave: Encodable {
        package let devices: Int
        package let gate: GateRequest
        /// The least share of bad devices that its gate sees 19 times in 20.
        package let visibleFault: Double?
    }

    package struct Share: Encodable {
        package let hardwareVersion: String
        package let devices: Int
        package let canary: Int
    }

    package struct Part: Encodable {
        package let organizationID: Organization.ID
        package let devices: Int
    }

    package let firmwareVersion: String
    package let targets: TargetsRule
    package let willUpdate: Int
    /// Of those that update, the ones for which the release is a step back.
    package let downgrades: Int
    package let organizations: [Part]
    package let waves: [Wave]
    package let leftOut: [LeftOutDocument]
    package let mix: [Share]
    /// Of 1,000 such rollouts over a fleet of which one device in a hundred fails anyway.
    package let falseStops: Int
    package let shortestSeconds: Int
    package let startAt: Timestamp?
    package let endAt: Timestamp?
    /// The first in which devices may begin.
    package let window: WindowDocument?

    package init(_ preview: RolloutPreview) {
        firmwareVersion = preview.firmwareVersion
        targets = preview.isDynamic ? .dynamic : .frozen
        willUpdate = preview.devices
        downgrades = preview.downgrades
        organizations = preview.organizations.sorted { $0.key < $1.key }
            .map { Part(organizationID: $0.key, devices: $0.value) }
        waves = preview.waves.map { wave in
            Wave(
                devices: wave.devices,
                gate: GateRequest(
                    maximumBad: wave.gate.maximumBad, maximumBadShare: wave.gate.maximumBadShare,
                    minimumJudged: wave.gate.minimumJudged), visibleFault: wave.visibleFault)
        }
        leftOut = LeftOutDocument.all(of: preview.excluded)
        mix = preview.mix.map {
            Share(hardwareVersion: $0.hardwareVersion, devices: $0.devices, canary: $0.canary)
        }
        falseStops = preview.falseStops
        shortestSeconds = Int(preview.shortestDuration.components.seconds)
        startAt = preview.schedule.startAt
        endAt = preview.schedule.endAt
        window = preview.schedule.window.map(WindowDocument.init)
    }

    static let sample = RolloutPreviewDocument(.sample)
}

extension RolloutPreview {
    static let sample = RolloutPreview(
        firmwareVersion: "4.12.0", devices: 125_000,
        waves: [Wave(devices: 1_250, gate: .standard(devices: 1_250, inFlight: 100), visibleFault: 0.027)],
        excluded: [.alreadyOnVersion: 1], mix: [Share(hardwareVersion: "C", devices: 12_500, canary: 125)],
        organizations: [Organization.ID(1): 125_000], downgrades: 7, falseStops: 3, shortestDuration: .seconds(5_400),
        schedule: .sample)
}
