import SlipwayAPI
import SlipwayCore
import SlipwayServices

/// One run over a registration file: sends it, says what failed and where, and writes the report.
struct FileRegistration {
    private let path: String
    private var sheet: DeviceSheet
    private let registration: SheetRegistration
    private let report: FailedRowsReport?
    private let tokenPath: String?
    private var shortenedNumbers: ShortenedNumbers

    init(
        path: String, defaultOrganization: String?, tokenPath: String?, failedTo: String?,
        shortenedNumbers: ShortenedNumbers, services: Services, principal: Principal
    ) throws {
        self.shortenedNumbers = shortenedNumbers
        self.path = path == "-" ? "standard input" : path
        self.tokenPath = tokenPath
        sheet = try DeviceSheet(path: path, defaultOrganization: defaultOrganization)
        // The report first: it leaves nothing where the other is refused.
        report = try failedTo.map { [sheet] in try FailedRowsReport(path: $0, layout: sheet.layout) }
        registration = SheetRegistration(
            services: services, principal: principal, tokens: try tokenPath.map { try TokenFile(path: $0) })
    }

    /// - Throws: `ExitStatusError.partlyFailed` where any row failed.
    func run(json: Bool) async throws {
        var sheet = sheet
        var shortenedNumbers = shortenedNumbers
        if !sheet.layout.leftOut.isEmpty {
            let names = sheet.layout.leftOut.prefix(10).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
            StandardError.print("columns that are left out: \(names)")
        }
        var counts = (registered: 0, failed: 0)
        let answer = json ? RegistrationOutput() : nil
        answer?.begin()
        var failures: [RefusedDeviceDocument] = []
        while true {
            var rows: [DeviceSheetRow]
            let outcomes: [SheetRegistration.Outcome]
            do {
                rows = try sheet.next(registration.limit)
                if rows.isEmpty { break }
                for index in rows.indices {
                    let place = "\(path):\(rows[index].record.line)"
                    rows[index].refuse(shortenedNumbers.refused(among: rows[index].shortenedNumbers, at: place))
                }
                outcomes = try await registration.send(rows)
            } catch {
                throw Self.stopped(by: error, registered: counts.registered)
            }
            for (row, outcome) in zip(rows, outcomes) {
                switch outcome {
                case .registered(let device, let token):
                    counts.registered += 1
                    try answer?.add(device, deviceToken: token)
                case .failed(let code, let faults):
                    counts.failed += 1
                    try report?.append(row, faults: faults)
                    if json {
                        failures.append(RefusedDeviceDocument(row, code: code, faults: faults))
                    } else if report == nil {
                        for fault in faults { StandardError.print("\(path):\(row.record.line): \(fault) [\(code)]") }
                    }
                }
            }
            StandardError.showProgress("\(counts.registered) registered, \(counts.failed) failed")
        }
        StandardError.clearProgress()
        try report?.finish()
        try answer?.end(failures)
        if let skipped = SheetReader.skipped(sheet.emptyRows) { StandardError.print(skipped) }
        StandardError.print("\(counts.registered) registered, \(counts.failed) failed")
        if let tokenPath, counts.registered > 0 { StandardError.print("tokens: \(tokenPath)") }
        if counts.failed > 0 { throw ExitStatusError(status: .partlyFailed) }
    }

    /// What ends a run in the middle: never as if nothing had been changed where something was.
    private static func stopped(by error: any Error, registered: Int) -> any Error {
        StandardError.clearProgress()
        guard registered > 0 else { return error }
        StandardError.print("stopped after \(registered) devices were registered; send the same file again to go on")
        guard let refused = error as? SlipwayError, ExitStatus(of: refused) == .refused else { return error }
        StandardError.print("slipway: \(refused.message) [\(refused.code)]")
        return ExitStatusError(status: .partlyFailed)
    }
}
