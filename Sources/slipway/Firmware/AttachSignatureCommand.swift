import ArgumentParser
import SlipwayCore
import SlipwayServices

struct AttachSignatureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach-signature",
        abstract: "Attach a signature to a release that is not approved yet, or replace it.",
        discussion: """
            \(FirmwareSignature.recipe)

            Example: slipway firmware attach-signature 4.12.0 gateway.sig
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The version of the release, or id:NUMBER.") var version: String
    @Argument(help: "The file with the signature.") var file: String

    func run() async throws {
        let signature = try FirmwareSignature(path: file)
        let release = try await options.services().firmware.attach(signature, to: version, by: LoginName.principal())
        try FirmwareCommand.show(release, json: output.json)
    }
}

extension FirmwareSignature {
    /// - Throws: `InputError` where the file holds none.
    init(path: String) throws {
        guard let signature = FirmwareSignature(try SmallFile(path: path).bytes) else {
            throw InputError(message: "\(path) \(FieldFault.noSignature.fault)")
        }
        self = signature
    }

    /// How one is made, for the help of the commands that take one.
    static let recipe = """
        A signature is Ed25519 over the 32 bytes of the file's SHA-256, as bytes, base64 or hex. With OpenSSL 3, on the \
        machine that has the private key:
          openssl dgst -sha256 -binary gateway.bin > gateway.sha256
          openssl pkeyutl -sign -rawin -inkey signing.pem -in gateway.sha256 -out gateway.sig
        """
}
