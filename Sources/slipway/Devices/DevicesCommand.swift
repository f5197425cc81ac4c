import ArgumentParser
import SlipwayCore

struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Devices: list them, register one or a file of them, switch them on and off.",
        subcommands: [
            List.self, Show.self, RegisterCommand.self, Activate.self, Deactivate.self, Updates.self,
            RotateTokenCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List devices by uid.",
            discussion: "Example: slipway devices list --organization acme --prefix gw- --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var page: PageOptions
        @Option(help: "Only those of this organization.") var organization: String?
        @Option(help: "Only those whose uid begins so.") var prefix: String?

        func run() async throws {
            let services = try options.services()
            var scope = OrganizationScope.all
            if let organization {
                scope = .one(
                    try await services.organizations.organization(named: organization, as: LoginName.principal()).id)
            }
            let principal = LoginName.principal(organization: scope)
            try await DevicesCommand.output.show(page: page, json: output.json) { cursor, limit in
                try await services.devices.devices(
                    as: principal, prefix: prefix, at: cursor.map { .after($0) } ?? .first, limit: limit)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one device.", discussion: "Example: slipway devices show gw-berlin-07")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its uid.") var uid: String

        func run() async throws {
            let device = try await options.services().devices.device(uid: uid, as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: device)
            } else {
                StandardOutput.print(table: DevicesCommand.output.headings, rows: [DevicesCommand.output.row(device)])
            }
        }
    }

    static let output = ListOutput<Device>(
        plural: "devices",
        headings: ["UID", "ORGANIZATION", "SERIAL", "HARDWARE", "FIRMWARE", "STATE", "LAST SEEN"],
        row: { device in
            [
                device.deviceUID, device.organizationName, device.serialNumber, device.hardwareVersion.orUnknown,
                device.firmwareVersion.orUnknown,
                !device.active ? "inactive" : device.updatesEnabled ? "active" : "updates off",
                device.lastHeartbeat?.description ?? "never",
            ]
        }, cursor: { $0.deviceUID })
}

extension String {
    /// What the database does not know is shown as `?`.
    fileprivate var orUnknown: String { isEmpty ? "?" : self }
}
