import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

extension RolloutsCommand {
    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback",
            abstract: "Bring the devices of a rollout back to what they ran before.",
            discussion: """
                Every device that took the release and still runs it goes back, in one rollout for each release that they \
                came from; devices that are on their way to the release join as they end. The rollout has to be paused, \
                cancelled or over. Each release to go back to has to be approved, with sound bytes, and for the hardware \
                of its devices; else nothing is created. Devices that came from no known release are listed, and stay.

                Running it again creates nothing twice. What --rollback prepare has had prepared is started by it, with \
                the devices of this moment.

                Examples:
                  slipway rollouts rollback 7 --dry-run
                  slipway rollouts rollback 7 --reason "loses its network after a day"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, for the record.") var reason: String?
        @Flag(help: "Say what would be created, and create nothing.") var dryRun = false

        func validate() throws {
            if !dryRun, reason == nil { throw ValidationError("give --reason, or --dry-run") }
        }

        func run() async throws {
            let rollback = try await options.services().rollouts
                .rollBack(try RolloutsCommand.id(id), reason: dryRun ? nil : reason, as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: RollbackDocument(rollback))
                return
            }
            StandardOutput.print(
                table: ["ROLLOUT", "BACK TO", "DEVICES", "UNDER WAY", "STATUS"],
                rows: rollback.groups.map { group in
                    [
                        group.rollout?.id.description ?? "-", group.release.version, String(group.devices),
                        String(group.underWay), group.rollout?.status.rawValue ?? "-",
                    ]
                })
            for origin in rollback.unknown {
                let version = origin.version.isEmpty ? "an unknown version" : origin.version
                StandardOutput.print("stays: \(origin.devices) devices from \(version), which names no release")
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry",
            abstract: "Retry the devices that one cause kept from the release, in a rollout of their own.",
            discussion: """
                Creates a rollout of exactly these devices, to the same release, in one wave with the standard gate; as \
                often as wanted. The cause is a reason code, fell_back or lost; --text names the failed devices of one \
                reason, as slipway rollouts show prints it.

                Examples:
                  slipway rollouts retry 7 --reason not_reached
                  slipway rollouts retry 7 --text "no space on /data"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "A reason code such as not_reached or no_report, or fell_back, or lost.") var reason: String?
        @Option(help: "The text of one reason of failed devices.") var text: String?
        @Option(help: "The name of the new rollout.") var name: String?
        @Option(help: "Sending it again with the same one creates nothing more.") var requestID: String?
        @Flag(help: "Say how many devices it means, and create nothing.") var dryRun = false

        func validate() throws { _ = try group() }

        private func group() throws -> RetryGroup {
            switch (reason, text) {
            case (nil, let text?): return RetryGroup(.failed, reasonKey: text)
            case (let reason?, nil):
                if let cause = RetryGroup.Cause(rawValue: reason), cause != .failed { return RetryGroup(cause) }
                if let code = ReasonCode(rawValue: reason) { return RetryGroup(.failed, reasonCode: code) }
                let known = ReasonCode.allCases.map(\.rawValue) + ["fell_back", "lost"]
                throw ValidationError("--reason is one of \(known.joined(separator: ", "))")
            case (nil, nil), (_?, _?): throw ValidationError("give one of --reason and --text")
            }
        }

        func run() async throws {
            let retried = try await options.services().rollouts
                .retry(
                    try RolloutsCommand.id(id), try group(), name: name, requestID: requestID, isTrial: dryRun,
                    as: LoginName.principal())
            guard let rollout = retried.rollout else {
                StandardOutput.print("\(retried.devices) devices would be tried again; nothing was created")
                return
            }
            try RolloutsCommand.show(rollout, json: output.json)
        }
    }

    struct Exclude: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "exclude",
            abstract: "Leave devices out of a rollout from now on, by what they have in common.",
            discussion: """
                It holds at once: nothing of the rollout is offered to them any more. Those that wait, and those that \
                have not flashed, are then taken out and count as left out; what has flashed finishes. A filter asks uid, \
                serial, organization, firmware and hardware, by =, != and in(...). There is no way back in.

                Examples:
                  slipway rollouts exclude 7 --filter 'hardware=C' --dry-run
                  slipway rollouts exclude 7 --filter 'hardware=C' --reason "loses its network"
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Option(help: "Which devices.") var filter: String
        @Option(help: "Why, for the record.") var reason: String?
        @Flag(help: "Say how many devices it means, and exclude none.") var dryRun = false

        func validate() throws {
            if !dryRun, reason == nil { throw ValidationError("give --reason, or --dry-run") }
        }

        func run() async throws {
            let excluded = try await options.services().rollouts
                .exclude(
                    try RolloutsCommand.id(id), try Filter(filter, of: DeviceOrder.self), reason: reason ?? "",
                    isTrial: dryRun, as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: ExclusionDocument(excluded))
            } else {
                StandardOutput.print(
                    "\(excluded.devices) devices \(dryRun ? "would be" : "are") left out; what has flashed finishes")
            }
        }
    }
}
