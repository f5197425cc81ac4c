import ArgumentParser
import SlipwayCore
import SlipwayServices

struct CreateBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a batch over an organization, a filter or a list of devices.",
        discussion: """
            Devices that run the version already are left out unless --include-current is given.

            Examples:
              slipway batches create --name "acme to 4.12.0" --firmware 4.12.0 --organization acme --dry-run
              slipway batches create --name "old ones" --firmware 4.12.0 --filter 'firmware=4.11.3 and hardware=C'
              slipway batches create --name "two gateways" --firmware 4.12.0 --devices uids.txt
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "What people call it.") var name: String
    @Option(help: "The version of an approved release.") var firmware: String
    @Option(help: "A file with one uid, or id:NUMBER, a line; - reads standard input.") var devices: String?
    @Option(help: "Every device of this organization.") var organization: String?
    @Option(help: "Every device that fits, as in the dashboard: a beginning, or field=value, joined by \"and\".")
    var filter: String?
    @Option(help: "So many devices may update at a time.") var maxInFlight: Int?
    @Option(help: "A key of your own: a repeat with it returns the first batch.") var requestID: String?
    @Flag(help: "Take devices that run the version already.") var includeCurrent = false
    @Flag(help: "Only say who would update and who is left out.") var dryRun = false

    func validate() throws {
        if [devices, organization, filter].count(where: { $0 != nil }) != 1 {
            throw ValidationError("give one of --devices, --organization and --filter")
        }
        if let maxInFlight, maxInFlight < 1 { throw ValidationError("--max-in-flight must be at least 1") }
    }

    func run() async throws {
        let target: BatchRequest.Target
        if let organization {
            target = .organization(organization)
        } else if let filter {
            target = .matching(try Filter(filter, of: DeviceOrder.self))
        } else {
            let list = try DeviceList(path: devices ?? "-")
            target = .devices(ids: list.ids, uids: list.uids)
        }
        let request = BatchRequest(
            name: name, firmware: .version(firmware), target: target, maximumInFlight: maxInFlight,
            requestID: requestID, leavesOutCurrent: !includeCurrent)
        let service = try options.services().updates
        if dryRun {
            let result = try await service.planBatch(request, as: LoginName.principal())
            try show(PlanDocument(result.plan))
        } else {
            let created = try await service.createBatch(request, as: LoginName.principal())
            if !output.json, !created.wasRepeat { PlanDocument(created.plan).printLeftOut() }
            try BatchesCommand.show(created.batch, json: output.json)
        }
    }

    private func show(_ plan: PlanDocument) throws {
        if output.json {
            try StandardOutput.print(json: plan)
        } else {
            StandardOutput.print("dry run: \(plan.willUpdate) devices would update to \(firmware); nothing was created")
            plan.printLeftOut()
        }
    }
}
