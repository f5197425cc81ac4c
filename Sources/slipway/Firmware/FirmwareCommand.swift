import ArgumentParser
import SlipwayCore
import SlipwayServices

struct FirmwareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "firmware",
        abstract: "Firmware releases: upload, sign, promote, list.",
        subcommands: [
            List.self, Show.self, Upload.self, Promote.self, AttachManifestCommand.self, AttachSignatureCommand.self,
            SigningKeysCommand.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List releases, the newest version first.",
            discussion: ListOptions<FirmwareOrder>.discussion(
                "firmware list --channel production", "firmware list --filter status=approved --order added"))

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var list: ListOptions<FirmwareOrder>
        @Option(help: "alpha, beta or production.") var channel: ReleaseChannel?

        func run() async throws {
            let service = try options.services().firmware
            let terms = [channel.flatMap { FirmwareOrder.term("channel", is: .text($0.rawValue)) }]
            try await FirmwareCommand.output.show(list, terms: terms, json: output.json) { query, position, limit in
                try await service.page(of: query, at: position, limit: limit, as: LoginName.principal())
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one release.", discussion: "Example: slipway firmware show 4.12.0")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its version, or id:NUMBER.") var version: String

        func run() async throws {
            let release = try await options.services().firmware.release(version: version, as: LoginName.principal())
            try FirmwareCommand.show(release, json: output.json)
        }
    }

    struct Upload: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "upload",
            abstract: "Store a firmware file of any size as a draft.",
            discussion: """
                \(FirmwareManifest.recipe)

                \(FirmwareSignature.recipe)

                Examples:
                  slipway firmware upload gateway.bin --version 4.12.0 --channel production
                  slipway firmware upload gateway.bin --version 4.13.0 --hardware C,D \\
                    --manifest gateway.manifest --manifest-signature gateway.manifest.sig
                  slipway firmware upload gateway.bin --version 4.12.0 --signature gateway.sig
                  slipway firmware upload gateway.bin --version 4.12.1 --organization acme
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The file.") var path: String
        @Option(help: "Such as 4.12.0, v4.12, 4.12.0.7-rc.1 or 2026.11.23; no other release may be equal.")
        var version: String
        @Option(help: "alpha, beta or production.") var channel: ReleaseChannel = .alpha
        @Option(help: "Devices below this version are left out.") var minimumVersion: String?
        @Option(help: "Hardware versions that it runs on, joined by commas; any unless given.") var hardware: String?
        @Option(help: "What is new in it.") var notes: String?
        @Option(help: "A file with its signature, by one of: slipway firmware keys list.") var signature: String?
        @Option(help: "A file that says what the release is for.") var manifest: String?
        @Option(help: "A file with the signature of the manifest.") var manifestSignature: String?
        @Flag(help: "Allow the bytes of another version.") var allowSameBytes = false
        @Option(help: "The only organization that sees it and may run it; all unless given.") var organization: String?

        func validate() throws {
            guard (manifest == nil) == (manifestSignature == nil) else {
                throw ValidationError("give --manifest and --manifest-signature together")
            }
        }

        func run() async throws {
            let services = try options.services()
            var owner: Organization.ID?
            if let organization {
                owner = try await services.organizations.organization(named: organization, as: LoginName.principal()).id
            }
            let release = NewFirmwareRelease(
                version: version, channel: channel, fileName: path.split(separator: "/").last.map(String.init) ?? path,
                releaseNotes: notes, minimumVersion: minimumVersion,
                hardwareVersions: hardware?.commaSeparated ?? [],
                signature: try signature.map { try FirmwareSignature(path: $0) },
                manifest: try SignedManifest(path: manifest, signaturePath: manifestSignature),
                allowsSameBytes: allowSameBytes, organizationID: owner)
            defer { StandardError.clearProgress() }
            let stored = try await services.firmware.importFile(
                at: path, as: release, by: LoginName.principal()
            ) { done, total in
                StandardError.showProgress("\(total > 0 ? done * 100 / total : 0)% of \(total) bytes")
            }
            StandardError.clearProgress()
            try FirmwareCommand.show(stored, json: output.json)
        }
    }

    struct Promote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "promote",
            abstract: "Move a release on: testing, approved, draft or deprecated.",
            discussion: "Example: slipway firmware promote 4.12.0 testing")

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its version, or id:NUMBER.") var version: String
        @Argument(help: "draft, testing, approved or deprecated.") var status: FirmwareReleaseStatus

        func run() async throws {
            let (service, principal) = (try options.services().firmware, LoginName.principal())
            let release = try await service.promote(version, to: status, by: principal)
            try FirmwareCommand.show(release, json: output.json)
            if status == .approved, release.manifest == nil, try await service.signatureRules(as: principal).hasKeys {
                StandardError.print(SignatureRules.notice(of: release.version))
            }
        }
    }

    private static let output = ListOutput<FirmwareRelease>(
        plural: "releases",
        headings: ["VERSION", "CHANNEL", "STATUS", "BYTES", "HARDWARE", "MINIMUM", "FILE", "SHA-256"],
        row: { release in
            [
                release.version, release.releaseChannel.rawValue, release.releaseStatus.rawValue,
                String(release.sizeBytes),
                release.hardwareVersions.isEmpty ? "any" : release.hardwareVersions.joined(separator: ","),
                release.minimumVersion ?? "-", release.fileName, release.checksum,
            ]
        })

    static func show(_ release: FirmwareRelease, json: Bool) throws {
        if json {
            try StandardOutput.print(json: release)
        } else {
            StandardOutput.print(table: output.headings, rows: [output.row(release)])
        }
    }
}

extension ReleaseChannel: ExpressibleByArgument {}
extension FirmwareReleaseStatus: ExpressibleByArgument {}
