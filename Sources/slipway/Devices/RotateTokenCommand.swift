import ArgumentParser
import SlipwayAPI
import SlipwayCore

struct RotateTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-token",
        abstract: "Give a device a new token, shown this once.",
        discussion: """
            The old token is worth nothing from then on.

            Example: slipway devices rotate-token gw-1
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The device's uid.") var uid: String

    func run() async throws {
        // Before anything is changed: a token that is not shown is lost.
        if output.json, StandardOutput.isTerminal {
            throw InputError(message: "JSON shows no token on a terminal: leave out --json, or write it to a file")
        }
        let rotated = try await options.services().devices.rotateToken(of: uid, as: LoginName.principal())
        if output.json {
            try StandardOutput.print(
                json: TokenDocument(device: rotated.device, deviceToken: rotated.deviceToken))
        } else {
            StandardOutput.print("device_token \(rotated.deviceToken)")
        }
    }
}
