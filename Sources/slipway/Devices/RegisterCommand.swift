import ArgumentParser
import Foundation
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Register one device, or the devices of a file.",
        discussion: """
            A file has a header with device_uid, organization or organization_id, serial_number and hardware_version, \
            also spelt as in Device UID; other columns are left out. Commas, semicolons or tabs separate them, in UTF-8 or \
            UTF-16; any number of rows, of which empty ones are skipped.

            A uid or serial number such as 3.52656E+14 has lost digits to a spreadsheet: on a terminal you are asked, \
            elsewhere it is refused without --accept-scientific.

            Uids and tokens are saved before anything is sent, so that sending the file again \
            registers nothing twice and loses no token.

            Examples:
              slipway devices register --uid gw-1 --organization acme
              slipway devices register --file devices.csv --failed-to failed.csv
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "A CSV file; - reads standard input.") var file: String?
    @Option(help: "The device's uid; made where it is missing.") var uid: String?
    @Option(help: "The organization: of the device, or of the rows that name none.") var organization: String?
    @Option(help: "The device's serial number; its uid where it is missing.") var serial: String?
    @Option(help: "The device's hardware version.") var hardware: String?
    @Option(help: "Where uids and tokens are saved; beside the file unless given.") var tokensTo: String?
    @Flag(help: "Keep no tokens.") var noTokens = false
    @Flag(help: "Register uids and serial numbers such as 3.52656E+14 as they stand.") var acceptScientific = false
    @Option(help: "Write the rows that failed to this file, each with the reason in front.") var failedTo: String?

    func validate() throws {
        if file != nil, uid != nil || serial != nil || hardware != nil {
            throw ValidationError("--file stands alone: the device's own flags are for one device")
        }
        if file == nil, organization == nil { throw ValidationError("give --file, or --organization for one device") }
        if noTokens, tokensTo != nil { throw ValidationError("--no-tokens and --tokens-to exclude each other") }
        if file == "-", tokensTo == nil, !noTokens {
            throw ValidationError("from standard input --tokens-to must name the token file, or give --no-tokens")
        }
        if let failedTo, let file {
            let report = Self.resolved(failedTo)
            if report == Self.resolved(file) { throw ValidationError("--failed-to would overwrite the input") }
            if let tokens = tokenPath(for: file), report == Self.resolved(tokens) {
                throw ValidationError("--failed-to would overwrite the token file")
            }
        }
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }

    func run() async throws {
        let services = try options.services()
        if let file {
            let registration = try FileRegistration(
                path: file, defaultOrganization: organization, tokenPath: tokenPath(for: file), failedTo: failedTo,
                shortenedNumbers: ShortenedNumbers(isAccepted: acceptScientific), services: services,
                principal: LoginName.principal())
            try await registration.run(json: output.json)
        } else {
            try await registerOne(services)
        }
    }

    private func tokenPath(for file: String) -> String? {
        if noTokens { return nil }
        if let tokensTo { return tokensTo }
        let stem = file.hasSuffix(".csv") ? String(file.dropLast(".csv".count)) : file
        return stem + ".tokens.csv"
    }

    private func registerOne(_ services: Services) async throws {
        if output.json, StandardOutput.isTerminal, tokensTo == nil, !noTokens {
            throw InputError(message: "JSON shows no token on a terminal: give --tokens-to, or --no-tokens")
        }
        let principal = LoginName.principal()
        let owner = try await services.organizations.organization(named: organization ?? "", as: principal)
        try refuseShortenedNumbers()
        let kept = try keptTokens()
        let entry = RegistrationEntry(
            deviceUID: kept.deviceUID, serialNumber: serial, organizationID: owner.id, hardwareVersion: hardware,
            deviceToken: kept.deviceToken)
        let result = try await services.devices.register([entry], as: principal)
        if let refused = result.failed.first { throw refused.error }
        guard let registered = result.successful.first else { return }
        let token = tokensTo == nil && !noTokens ? registered.deviceToken : nil
        if output.json {
            try StandardOutput.print(json: TokenDocument(device: registered.device, deviceToken: token))
        } else {
            StandardOutput.print("registered \(registered.device.deviceUID) in \(owner.name)")
            if let token { StandardOutput.print("device_token \(token)") }
        }
    }

    private func refuseShortenedNumbers() throws {
        let given = RegistrationEntry(deviceUID: uid, serialNumber: serial, organizationID: .init(0))
        var numbers = ShortenedNumbers(isAccepted: acceptScientific)
        let refused = numbers.refused(among: given.shortenedNumbers, at: "this device")
        if !refused.isEmpty { throw SlipwayError.invalidRequest(refused) }
    }

    /// The uid and token to register, on disk already where a token file is named; those of an earlier try where it
    /// has them.
    private func keptTokens() throws -> TokenFile.Entry {
        let tokens = try tokensTo.map { try TokenFile(path: $0) }
        if let uid, let saved = tokens?.takeEntry(line: 1, deviceUID: uid) { return saved }
        let random = IdentifierSource.random
        let made = TokenFile.Entry(line: 1, deviceUID: uid ?? random.uuid(), deviceToken: random.deviceToken())
        // A uid that will be refused must not get into the file.
        let entry = RegistrationEntry(deviceUID: made.deviceUID, serialNumber: serial, organizationID: .init(0))
        guard entry.faults.isEmpty else { throw SlipwayError.invalidRequest(entry.faults) }
        try tokens?.append([made])
        return made
    }
}
