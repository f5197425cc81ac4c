import ArgumentParser
import SlipwayCore
import SlipwayServices

/// Which devices are meant.
struct TargetOptions: ParsableArguments {
    @Option(help: "A list of devices, or a sheet; - reads standard input.") var devices: String?
    @Option(help: "Every device of this organization.") var organization: String?
    @Option(help: "Every device that fits, as in the dashboard: a beginning, or field=value, joined by \"and\".")
    var filter: String?

    private var given: Int { [devices, organization, filter].count { $0 != nil } }
    var isGiven: Bool { given > 0 }

    func validate() throws {
        if given > 1 { throw Self.oneOfThem }
        if filter?.allSatisfy(\.isWhitespace) ?? false {
            throw ValidationError("--filter is empty, and would take every device")
        }
    }

    func requireOne() throws {
        if !isGiven { throw Self.oneOfThem }
    }

    private static let oneOfThem = ValidationError("give one of --devices, --organization and --filter")

    /// Says which rows of a list are empty.
    func target() throws -> BatchRequest.Target {
        if let organization { return .organization(organization) }
        if let filter { return .matching(try Filter(filter, of: DeviceOrder.self)) }
        let list = try DeviceList(path: devices ?? "-")
        if let skipped = SheetReader.skipped(list.emptyRows) { StandardError.print(skipped) }
        return .devices(ids: list.ids, uids: list.uids)
    }
}
