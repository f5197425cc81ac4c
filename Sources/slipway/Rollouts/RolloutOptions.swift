import ArgumentParser
import SlipwayCore
import SlipwayServices

/// Which devices take which release, in which waves.
struct RolloutOptions: ParsableArguments {
    @Option(help: "What people call it.") var name: String
    @Option(help: "The version of an approved release, or id:NUMBER.") var firmware: String
    @OptionGroup var target: TargetOptions
    @Option(help: "The first wave: so many devices, a share such as 1%, or canary for the standard one.")
    var canary = "canary"
    @Option(help: "The waves after it, each counted from the first device; the last is 100%.")
    var waves = "20%,50%,100%"
    @Option(help: "How long a wave has to stay well before the next begins, such as 30m, 2h or 1d.") var soak: String?
    @Option(help: "Which share of a wave has to report the release first, such as 90%.") var verified: ShareArgument?
    @Flag(help: "Wait for a person after each wave has soaked.") var manual = false
    @Option(help: "Bad devices from which on a wave stops: one number for all, or one a wave. Else by the wave's size.")
    var maxBad: String?
    @Option(help: "And not below this share of the judged devices, such as 2%.") var maxBadShare: ShareArgument?
    @Option(help: "So many devices may update at a time.") var maxInFlight: Int?
    @Option(help: "A key of your own: a repeat with it returns the first rollout.") var requestID: String?
    @Flag(help: "Take devices that run the version already.") var includeCurrent = false

    func validate() throws {
        guard (maxBad == nil) == (maxBadShare == nil) else {
            throw ValidationError("a gate takes --max-bad and --max-bad-share together")
        }
        _ = try wavePlans()
        _ = try advance()
    }

    func request() throws -> RolloutRequest {
        return RolloutRequest(
            name: name, firmware: ReleaseName(firmware), target: try target.target(), leavesOutCurrent: !includeCurrent,
            waves: try wavePlans(), advance: try advance(), maximumInFlight: maxInFlight, requestID: requestID)
    }

    private func wavePlans() throws -> [WavePlan] {
        let texts = [canary] + waves.split(separator: ",").map(String.init)
        let sizes = try texts.map { text in
            guard let size = WaveSize(text) else {
                throw ValidationError(
                    "\(text) is no size of a wave: canary, a number of devices, or a share such as 20%")
            }
            return size
        }
        guard let maxBad, let maxBadShare else { return sizes.map { WavePlan(size: $0) } }
        let limits = try maxBad.split(separator: ",").map { text in
            guard let limit = Int(text) else { throw ValidationError("--max-bad takes numbers, as in 3,5,5,5") }
            return limit
        }
        guard limits.count == 1 || limits.count == sizes.count else {
            throw ValidationError("--max-bad has \(limits.count) numbers for \(sizes.count) waves")
        }
        return sizes.enumerated().map { index, size in
            let gate = GateRequest(
                maximumBad: limits.count == 1 ? limits[0] : limits[index], maximumBadShare: maxBadShare.share)
            return WavePlan(size: size, gate: gate)
        }
    }

    private func advance() throws -> AdvanceRule {
        var rule = AdvanceRule()
        rule.isAutomatic = !manual
        if let verified { rule.verifiedShare = verified.share }
        if let soak {
            let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
            guard let unit = soak.last.flatMap({ units[$0] }), let number = Int64(soak.dropLast()),
                (1...3_000_000).contains(number)
            else { throw ValidationError("--soak takes a number and s, m, h or d, as in 30m") }
            rule.soak = .seconds(number * unit)
        }
        return rule
    }
}
