import ArgumentParser

extension DevicesCommand {
    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "activate",
            abstract: "Let devices take part again.", discussion: "Example: slipway devices activate gw-1 gw-2")

        @OptionGroup var devices: SwitchedDevices

        func run() async throws { try await devices.set(active: true) }
    }

    struct Deactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deactivate",
            abstract: "Refuse devices and stop their updates.",
            discussion: """
                An update that has not been flashed is cancelled. A repeat changes nothing.

                Example: slipway devices deactivate gw-1 gw-2
                """)

        @OptionGroup var devices: SwitchedDevices

        func run() async throws { try await devices.set(active: false) }
    }

    struct Updates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "updates",
            abstract: "Switch updates of devices on or off.", subcommands: [On.self, Off.self])

        struct On: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "on",
                abstract: "Let devices take updates again.", discussion: "Example: slipway devices updates on gw-1")

            @OptionGroup var devices: SwitchedDevices

            func run() async throws { try await devices.set(updatesEnabled: true) }
        }

        struct Off: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "off",
                abstract: "Offer devices no updates.",
                discussion: """
                    An update that has not been flashed is cancelled. A repeat changes nothing.

                    Example: slipway devices updates off gw-1
                    """)

            @OptionGroup var devices: SwitchedDevices

            func run() async throws { try await devices.set(updatesEnabled: false) }
        }
    }
}
