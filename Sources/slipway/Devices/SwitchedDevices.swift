import ArgumentParser
import SlipwayCore
import SlipwayServices

/// Which devices a command switches, and how it says what became of them.
struct SwitchedDevices: ParsableArguments {
    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Their uids, at most \(DeviceService.statusLimit).") var uids: [String]

    /// Ends with 1 where only some of the devices exist, with 2 where none does.
    func set(active: Bool? = nil, updatesEnabled: Bool? = nil) async throws {
        let result = try await options.services().devices.setStatus(
            of: uids, active: active, updatesEnabled: updatesEnabled, as: LoginName.principal())
        for uid in result.unknown {
            let error = SlipwayError.deviceNotFound(uid)
            StandardError.print("slipway: \(error.message) [\(error.code)]")
        }
        guard !result.devices.isEmpty else { throw ExitStatusError(status: .refused) }
        if output.json {
            try StandardOutput.print(json: DeviceStatusDocument(result))
        } else {
            StandardOutput.print(
                table: DevicesCommand.output.headings, rows: result.devices.map(DevicesCommand.output.row))
            if result.cancelledSessions > 0 {
                StandardError.print("cancelled updates: \(result.cancelledSessions)")
            }
        }
        if !result.unknown.isEmpty { throw ExitStatusError(status: .partlyFailed) }
    }
}

/// The devices as they are now, and the uids that do not exist.
private struct DeviceStatusDocument: Encodable {
    let devices: [Device]
    let count: Int
    let unknown: [String]
    let cancelledSessions: Int

    init(_ result: DeviceStatusResult) {
        devices = result.devices
        count = result.devices.count
        unknown = result.unknown
        cancelledSessions = result.cancelledSessions
    }
}
