import ArgumentParser
import Foundation
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
            commandName: "list",
            abstract: "List the signing keys by name.", discussion: "Example: slipway firmware keys list --json")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (service, principal) = (try options.services().firmware, LoginName.principal())
            let keys = try await service.signingKeys(as: principal)
            if output.json {
                try StandardOutput.print(json: ListAnswer(plural: "keys", records: keys, nextCursor: nil))
            } else {
                StandardOutput.print(table: SigningKeysCommand.headings, rows: keys.map(SigningKeysCommand.row))
            }
            try await service.signatureRules(as: principal).printNotice()
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
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
            let (service, principal) = (try options.services().firmware, LoginName.principal())
            let key = try await service.addSigningKey(
                named: name, publicKey: SmallFile(path: file).bytes, by: principal)
            if output.json {
                try StandardOutput.print(json: key)
            } else {
                StandardOutput.print(table: SigningKeysCommand.headings, rows: [SigningKeysCommand.row(key)])
            }
            try await service.signatureRules(as: principal).printNotice()
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove a signing key: what it signed and is not approved yet needs another signature.",
            discussion: """
                The last one goes with --no-signatures only: without any key releases are approved unsigned from then on.

                Example: slipway firmware keys remove release-2025
                """)

        @OptionGroup var options: DatabaseOptions
        @Argument(help: "Its name.") var name: String
        @Flag(help: "Remove even the last key: no release needs a signature then.") var noSignatures = false

        func run() async throws {
            let key = try await options.services().firmware.removeSigningKey(
                named: name, leavingNone: noSignatures, by: LoginName.principal())
            StandardOutput.print("signing key \(key.name) is removed")
        }
    }

    private static let headings = ["NAME", "PUBLIC KEY"]

    private static func row(_ key: SigningKey) -> [String] { [key.name, key.publicKey] }
}

/// A file that holds a key or a signature, and so never much.
struct SmallFile {
    let bytes: [UInt8]

    private static let limit = 64 << 10

    /// - Throws: `InputError` where it cannot be read or holds more than 64 KiB.
    init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: Self.limit + 1) ?? Data()
        else { throw InputError(message: "\(path) cannot be read") }
        guard data.count <= Self.limit else {
            throw InputError(message: "\(path) is too large for what it should hold")
        }
        bytes = Array(data)
    }
}
