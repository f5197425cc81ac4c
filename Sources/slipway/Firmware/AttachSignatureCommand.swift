import ArgumentParser
import SlipwayCore
import SlipwayServices

struct AttachSignatureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach-signature",
        abstract: "Give a release that is not approved yet its signature, or another one.",
        discussion: """
            \(FirmwareSignature.recipe)

            Example: slipway firmware attach-signature 4.12.0 gateway.sig
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The version of the release.") var version: String
    @Argument(help: "The file with the signature.") var file: String

    func run() async throws {
        let signature = try FirmwareSignature(path: file)
        let release = try await options.services().firmware.attach(signature, to: version, by: LoginName.principal())
        try FirmwareCommand.show(release, json: output.json)
    }
}
