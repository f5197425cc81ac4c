import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct SigningKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Signing keys: once there is one, no release is approved without a signature by one of them.",
        subcommands: [List.self, Add.self, Remove.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the signing keys by name.", discussion: "Example: slipway firmware keys list --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let keys = try await options.services().firmware.signingKeys(as: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: ListAnswer(plural: "keys", records: keys, nextCursor: nil))
            } else {
                StandardOutput.print(table: SigningKeysCommand.headings, rows: keys.map(SigningKeysCommand.row))
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an Ed25519 public key.",
            discussion: """
                A pair is made with OpenSSL 3, on the machine where releases are signed:
                  openssl genpkey -algorithm ed25519 -out signing.pem
                  openssl pkey -in signing.pem -pubout -out signing.pub

                Example: slipway firmware keys add release-2026 signing.pub
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "What it is called from now on.") var name: String
        @Argument(help: "The file with the public key: PEM, or its 32 bytes in base64 or hex.") var file: String

        func run() async throws {
            let key = try await options.services().firmware.addSigningKey(
                named: name, publicKey: SmallFile(path: file).bytes, by: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: key)
            } else {
                StandardOutput.print(table: SigningKeysCommand.headings, rows: [SigningKeysCommand.row(key)])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a signing key: what it signed and is not approved yet needs another signature.",
            discussion: "Example: slipway firmware keys remove release-2025")

        @OptionGroup var options: DatabaseOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            let key = try await options.services().firmware.removeSigningKey(named: name, by: LoginName.principal())
            StandardOutput.print("signing key \(key.name) is removed")
        }
    }

    private static let headings = ["NAME", "PUBLIC KEY"]

    private static func row(_ key: SigningKey) -> [String] { [key.name, key.publicKey] }
}
