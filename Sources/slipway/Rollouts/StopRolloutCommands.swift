import ArgumentParser
import SlipwayCore

extension RolloutsCommand {
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Hold a rollout: nothing more is started, offered or downloaded.",
            discussion: """
                Devices that have flashed go on. Pausing a paused rollout changes nothing.

                Example: slipway rollouts pause 7 --reason "looking into two failures"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record.") var reason = ""

        func run() async throws {
            let rollout = try await options.services().rollouts
                .pause(try RolloutsCommand.id(id), reason: reason, as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume",
            abstract: "Let a paused rollout go on.",
            discussion: """
                Every device has its full time again, and an open wave begins its soak again. A rollout whose gate is \
                broken goes on only with --accept-bad and a reason: what is bad so far is accepted, and the gate counts \
                from there.

                Example: slipway rollouts resume 7 --accept-bad --reason "a bad rack, not the release"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record.") var reason = ""
        @Flag(help: "Accept what is bad, where its gate is broken.") var acceptBad = false

        func run() async throws {
            let resumed = try await options.services().rollouts
                .resume(
                    try RolloutsCommand.id(id), acceptsBad: acceptBad, reason: reason, as: LoginName.principal())
            try RolloutsCommand.show(resumed.rollout, json: output.json)
        }
    }

    struct Advance: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "advance",
            abstract: "Let the next wave begin before this one has soaked.",
            discussion: """
                The gate of the wave stays as it is.

                Example: slipway rollouts advance 7 --wave 1 --reason "a security fix that cannot wait"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "The wave that passes.") var wave: Int
        @Option(help: "Why, for the record.") var reason: String

        func run() async throws {
            let rollout = try await options.services().rollouts
                .advance(try RolloutsCommand.id(id), past: wave, reason: reason, as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "finish",
            abstract: "Let no later device join a rollout that takes them.",
            discussion: """
                It ends with the devices that it has. Finishing a finished rollout changes nothing.

                Example: slipway rollouts finish 7
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String

        func run() async throws {
            let rollout = try await options.services().rollouts
                .finish(try RolloutsCommand.id(id), as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "End a rollout for every device that has not flashed.",
            discussion: """
                There is no way back. The rollout is cancelling until its last flashed device has ended.

                Example: slipway rollouts cancel 7 --reason "bricks rev-a boards"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record and for each device.") var reason: String

        func run() async throws {
            let rollout = try await options.services().rollouts
                .cancel(try RolloutsCommand.id(id), reason: reason, as: LoginName.principal())
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }
}
