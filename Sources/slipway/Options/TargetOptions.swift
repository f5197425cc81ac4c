import ArgumentParser
import SlipwayCore
import SlipwayServices

/// Which devices are meant.
struct TargetOptions: ParsableArguments {
    @Option(help: "A list of devices, or a sheet; - reads standard input.") var devices: String?
    @Option(help: "Every device of this organization.") var organization: String?
    @Option(help: "Every device that fits, as in the dashboard: a beginning, or field=value, joined by \"and\".")
    var filter: String?

    func validate() throws {
        if [devices, organization, filter].count(where: { $0 != nil }) != 1 {
            throw ValidationError("give one of --devices, --organization and --filter")
        }
        if filter?.allSatisfy(\.isWhitespace) ?? false {
            throw ValidationError("--filter is empty, and would take every device")
        }
    }

    /// Says which rows of a list are empty.
    func target() throws -> BatchRequest.Target {
        if let organization { return .organization(organization) }
        if let filter { return .matching(try Filter(filter, of: DeviceOrder.self)) }
        let list = try DeviceList(path: devices ?? "-")
        if let skipped = SheetReader.skipped(list.emptyRows) { StandardError.print(skipped) }
        return .devices(ids: list.ids, uids: list.uids)
    }
}
