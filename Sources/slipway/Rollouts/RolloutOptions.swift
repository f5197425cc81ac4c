import ArgumentParser
import SlipwayCore
import SlipwayServices

/// Which devices take which release, in which waves.
struct RolloutOptions: ParsableArguments {
    @Option(
        help: """
            A plan in YAML, as slipway rollouts show --plan prints it; - reads standard input. The name, the release and \
            the devices that are given beside it take the place of its own.
            """)
    var plan: String?
    @Option(help: "The name of a saved template, that of the organization before one for all.") var template: String?
    @Option(help: "What people call it.") var name: String?
    @Option(help: "The version of an approved release, or id:NUMBER.") var firmware: String?
    @OptionGroup var target: TargetOptions
    @Option(help: "The first wave: so many devices, a share such as 1%, or canary for the standard one.")
    var canary = WavesText().canary
    @Option(help: "The waves after it, each counted from the first device; the last is 100%.")
    var waves = Self.standard.waves
    @Option(help: "How long a wave has to stay well before the next begins, such as 30m, 2h or 1d.")
    var soak = WavesText().soak
    @Option(help: "The share of a wave that has to report the release before the wave soaks, such as 90%.")
    var verified = WavesText().verified
    @Flag(help: "Wait for a person after each wave has soaked.") var manual = false
    @Option(
        help: """
            So many bad devices stop a wave: one number for all waves, or one for each, of which the last stands for the \
            waves that follow, as in 3,5. Else by the wave's size and --max-in-flight.
            """)
    var maxBad: String?
    @Option(help: "And only if they are this share of the judged devices, such as 2%.") var maxBadShare: String?
    @Option(help: "So many devices may update at a time.") var maxInFlight: Int?
    @Option(
        help: """
            So many devices may begin in a minute: a number, or as it grows with what is verified, such as '50 x2 every 500 \
            verified up to 1000'.
            """)
    var perMinute: String?
    @Option(help: "Limit all its downloads together, over all servers, to so many bytes a second.")
    var bytesPerSecond: String?
    @Option(
        help: """
            When it begins: a local time such as 2026-12-01T02:00, or an instant such as 2026-12-01T01:00:00Z. At once \
            unless given.
            """)
    var start: String?
    @Option(help: "When devices that have not flashed are cancelled, in the same form.") var end: String?
    @Option(help: "Where local times and windows count, such as Europe/Berlin; that of the organization unless given.")
    var timeZone: String?
    @Option(
        name: .customLong("window"),
        help: "Let devices update only on these days at these times, such as 'Mon-Fri 02:00-04:00'; as often as needed."
    )
    var windows: [String] = []
    @Option(help: "A key of your own: a repeat with it returns the first rollout.") var requestID: String?
    @Flag(help: "Take devices that run the version already.") var includeCurrent = false
    @Option(help: "With prepare, a gate that stops it has its way back prepared: slipway rollouts rollback starts it.")
    var rollback = RollbackChoice.none
    @Flag(help: "Let devices that match later join the last wave, until slipway rollouts finish, or the end.")
    var dynamic = false

    /// Every option that cannot be read is named at once.
    func validate() throws {
        if plan != nil, template != nil { throw ValidationError("give one of --plan and --template") }
        if template != nil {
            if name == nil { throw ValidationError("give --name beside --template") }
            if firmware == nil { throw ValidationError("give --firmware beside --template") }
            guard text == Self.standard, !includeCurrent, !dynamic, rollback == .none else {
                throw ValidationError(
                    "--template says what the waves are, which devices are left out of them, and which join later")
            }
        } else if plan == nil {
            if name == nil { throw ValidationError("give --name, --plan or --template") }
            if firmware == nil { throw ValidationError("give --firmware, --plan or --template") }
            try target.requireOne()
        } else if text != Self.standard || includeCurrent || dynamic || rollback != .none {
            throw ValidationError(
                "--plan says what the waves are, which devices are left out of them, and which join later")
        } else if times != TimesText() {
            throw ValidationError("--plan says when the rollout begins and ends, and its windows")
        }
        guard (maxBad == nil) == (maxBadShare == nil) else {
            throw ValidationError("a gate takes --max-bad and --max-bad-share together")
        }
        do throws(SlipwayError) {
            _ = try text.plans()
            let faults = times.faults.map(Self.named) + pace.faults
            guard faults.isEmpty else { throw .invalidRequest(faults) }
        } catch {
            guard case .invalidRequest(let faults) = error else { throw error }
            throw ValidationError(
                faults.map { "--\($0.field.replacing("_", with: "-")) \($0.fault)" }.joined(separator: "\n"))
        }
    }

    func request(by services: Services) async throws -> RolloutRequest {
        if let template {
            let given = target.isGiven ? try target.target() : nil
            var owner: String?
            if case .organization(let name) = given { owner = name }
            let saved = try await services.templates.template(named: template, for: owner, as: LoginName.principal())
            var request = try saved.request(
                name: name ?? "", firmware: ReleaseName(firmware ?? ""), target: given)
            request.schedule = times.schedule ?? request.schedule
            if !windows.isEmpty { request.windows = times.windowPlans }
            request.maximumInFlight = maxInFlight ?? request.maximumInFlight
            request.pace = pace.pace ?? request.pace
            request.bytesPerSecond = pace.budget ?? request.bytesPerSecond
            request.requestID = requestID
            return request
        }
        if let plan {
            var request = try PlanFile(path: plan).request(
                name: name, firmware: firmware, target: target.isGiven ? try target.target() : nil)
            request.maximumInFlight = maxInFlight ?? request.maximumInFlight
            request.pace = pace.pace ?? request.pace
            request.bytesPerSecond = pace.budget ?? request.bytesPerSecond
            request.requestID = requestID
            return request
        }
        let (waves, advance) = try text.plans()
        return RolloutRequest(
            name: name ?? "", firmware: ReleaseName(firmware ?? ""), target: try target.target(),
            isDynamic: dynamic, leavesOutCurrent: !includeCurrent, waves: waves, advance: advance,
            schedule: times.schedule, windows: times.windowPlans, pace: pace.pace, bytesPerSecond: pace.budget,
            preparesRollback: rollback == .prepare, maximumInFlight: maxInFlight, requestID: requestID)
    }

    /// As the option is called.
    private static func named(_ fault: FieldFault) -> FieldFault {
        fault.field == TimesText.Field.windows.rawValue ? FieldFault(field: "window", fault: fault.fault) : fault
    }

    private var times: TimesText {
        var text = TimesText()
        text.start = start ?? ""
        text.end = end ?? ""
        text.timeZone = timeZone ?? ""
        text.windows = windows.joined(separator: ";")
        return text
    }

    private var pace: PaceText {
        var text = PaceText()
        text.perMinute = perMinute ?? ""
        text.bytesPerSecond = bytesPerSecond ?? ""
        return text
    }

    private static var standard: WavesText {
        var text = WavesText()
        text.waves.replace(" ", with: "")
        return text
    }

    private var text: WavesText {
        var text = WavesText()
        text.canary = canary
        text.waves = waves
        text.maximumBad = maxBad ?? ""
        text.maximumBadShare = maxBadShare ?? ""
        text.verified = verified
        text.soak = soak
        text.isAutomatic = !manual
        return text
    }
}

extension RollbackChoice: ExpressibleByArgument {}
