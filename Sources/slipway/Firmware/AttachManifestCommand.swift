import ArgumentParser
import SlipwayCore
import SlipwayServices

struct AttachManifestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach-manifest",
        abstract: "Attach a signed manifest to a release that is not approved yet, or replace it.",
        discussion: """
            \(FirmwareManifest.recipe)

            Example: slipway firmware attach-manifest 4.13.0 gateway.manifest gateway.manifest.sig
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The version of the release, or id:NUMBER.") var version: String
    @Argument(help: "The file with the manifest.") var file: String
    @Argument(help: "The file with its signature.") var signature: String

    func run() async throws {
        let manifest = SignedManifest(
            bytes: try SmallFile(path: file).bytes, signature: try FirmwareSignature(path: signature))
        let release = try await options.services().firmware.attach(manifest, to: version, by: LoginName.principal())
        try FirmwareCommand.show(release, json: output.json)
    }
}

extension SignedManifest {
    /// None without either.
    ///
    /// - Throws: `InputError` where a file cannot be read, or holds no signature.
    init?(path: String?, signaturePath: String?) throws {
        guard let path, let signaturePath else { return nil }
        self.init(bytes: try SmallFile(path: path).bytes, signature: try FirmwareSignature(path: signaturePath))
    }
}

extension FirmwareManifest {
    /// How one is made and signed, for the help of the commands that take one; the page about signing has the same.
    static let recipe = """
        A manifest says what a release is for: a line each for its heading, the SHA-256 of its file, the size in bytes, \
        the version, each hardware version (none for any), and the minimum version if there is one. Its signature is \
        Ed25519 over these bytes. With OpenSSL 3, on the machine that has the private key:
          { echo slipway-manifest-v1
            echo "sha256 $(openssl dgst -sha256 -r < gateway.bin | cut -c 1-64)"
            echo "size $(($(wc -c < gateway.bin)))"
            echo "version 4.13.0"
            printf 'hardware %s\\n' C D | LC_ALL=C sort -u
            echo "minimum 4.0.0"
          } > gateway.manifest
          openssl pkeyutl -sign -rawin -inkey signing.pem \\
            -in gateway.manifest -out gateway.manifest.sig
        """
}
