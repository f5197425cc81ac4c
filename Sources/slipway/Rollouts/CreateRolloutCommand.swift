import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct CreateRolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a rollout in waves over an organization, a filter or a list of devices.",
        discussion: """
            A canary goes first, then 20, 50 and 100 % of the devices. Each wave has to be verified and to soak before the \
            next begins, and each has a gate: too many bad devices pause the rollout in the moment in which the last of \
            them is recorded. Bad is what failed, fell back, was lost after it completed, or is silent since it flashed.

            Where an organization has its rollouts approved, the rollout is a draft until another person approves it: this \
            asks for the approval at once, and with --draft it can be edited first.

            A server has to run, as slipway serve or demo, to settle the devices and to take it from wave to wave.

            Examples:
              slipway rollouts create --name "acme to 4.12.0" --firmware 4.12.0 --organization acme
              slipway rollouts create --name gateways --firmware 4.12.0 --filter 'hardware=C' --canary 1% --waves 10%,100% \
            --soak 2h --max-bad 20 --max-bad-share 2%
              slipway rollouts create --name nightly --firmware 4.12.0 --organization acme --start 2026-12-01T00:00 \
            --time-zone Europe/Berlin --window 'Mon-Fri 02:00-04:00' --window 'Sat,Sun 01:00-05:00'
              slipway rollouts create --name slowly --firmware 4.12.0 --organization acme \
            --per-minute '50 x2 every 500 verified up to 1000'
              slipway rollouts create --name "new ones too" --firmware 4.12.0 --filter 'hardware=C' --dynamic
              slipway rollouts create --plan gateways.yaml --firmware 4.13.0
              slipway rollouts create --template careful --name gateways --firmware 4.13.0
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var rollout: RolloutOptions
    @Flag(help: "Make a draft, which begins once slipway rollouts submit asks for it.") var draft = false

    func run() async throws {
        let services = try options.services()
        var request = try await rollout.request(by: services)
        request.submits = !draft
        let created = try await services.rollouts.create(request, as: LoginName.principal())
        try RolloutsCommand.show(created.rollout, json: output.json)
        RolloutsCommand.sayWhatIsNext(for: created.rollout)
    }
}

struct PlanRolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what creating a rollout would do, and create nothing.",
        discussion: """
            Shows how many devices each wave has, which fault its gate can see, who is left out and why, and the canary's \
            mix of hardware beside the fleet's.

            Example: slipway rollouts plan --name "acme to 4.12.0" --firmware 4.12.0 --organization acme
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var rollout: RolloutOptions

    func run() async throws {
        let services = try options.services()
        let preview = try await services.rollouts
            .plan(try await rollout.request(by: services), as: LoginName.principal())
        if output.json {
            try StandardOutput.print(json: RolloutPreviewDocument(preview))
        } else {
            Self.print(preview)
        }
    }

    private static func print(_ preview: RolloutPreview) {
        StandardOutput.print(
            "\(preview.devices) devices would update to \(preview.firmwareVersion); nothing was created")
        if preview.downgrades > 0 {
            StandardOutput.print("\(preview.downgrades) of them go back from a later version")
        }
        for line in preview.schedule.lines { StandardOutput.print(line) }
        if preview.isDynamic { StandardOutput.print("devices that match later join the last wave") }
        for (reason, count) in preview.excluded.sorted(by: { $0.value > $1.value }) {
            StandardOutput.print("left out: \(count) \(reason.text)")
        }
        StandardOutput.print("")
        StandardOutput.print(
            table: ["WAVE", "DEVICES", "SEES A FAULT OF", "GATE"],
            rows: preview.waves.enumerated().map { index, wave in
                [
                    String(index + 1), String(wave.devices), wave.visibleFault.map { GateRule.percent($0) } ?? "none",
                    wave.gate.text,
                ]
            })
        StandardOutput.print("")
        StandardOutput.print(
            table: ["HARDWARE", "DEVICES", "CANARY"],
            rows: preview.mix.prefix(20).map { share in
                [
                    share.hardwareVersion.isEmpty ? "?" : share.hardwareVersion, String(share.devices),
                    String(share.canary),
                ]
            })
        StandardOutput.print("")
        StandardOutput.print(
            "a fleet of which 1 % fails anyway is stopped \(preview.falseStops) times in 1000")
        StandardOutput.print("the last wave begins after \(preview.shortestDuration.roundedInWords) at the earliest")
    }
}
