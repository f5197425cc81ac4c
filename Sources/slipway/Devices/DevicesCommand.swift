import ArgumentParser
import SlipwayCore

struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Devices: list them, register one or a file of them, switch them on and off.",
        subcommands: [
            List.self, Show.self, RegisterCommand.self, Activate.self, Deactivate.self, Updates.self,
            RotateTokenCommand.self, TelemetryCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List devices.",
            discussion: ListOptions<DeviceOrder>.discussion(
                "devices list --organization acme --prefix gw- --json",
                "devices list --filter 'firmware in(1.2.0,1.2.1) and seen>1d' --order seen"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<DeviceOrder>
        @Option(help: "Only those of this organization.") var organization: String?
        @Option(help: "Only those whose uid or serial begins so.") var prefix: String?

        func run() async throws {
            let services = try options.services()
            let principal = LoginName.principal()
            if let organization {
                // An unknown name is a slip, not an empty list.
                _ = try await services.organizations.organization(named: organization, as: principal)
            }
            let terms = [
                organization.flatMap { DeviceOrder.term("organization", is: .text($0)) },
                prefix.map { FilterTerm(.prefix($0)) },
            ]
            try await DevicesCommand.output.show(list, terms: terms, json: output.json) { query, position, limit in
                try await services.devices.page(of: query, at: position, limit: limit, as: principal)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
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
        })
}

extension String {
    /// What the database does not know is shown as `?`.
    fileprivate var orUnknown: String { isEmpty ? "?" : self }
}
