import ArgumentParser
import SlipwayCore
import SlipwayServices

struct EditRolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a draft, or the pace and the gates of a rollout that runs.",
        discussion: """
            What is not given stays. A draft has to be submitted again after each edit. Of a rollout that runs, or is \
            paused, --max-in-flight, --per-minute and --bytes-per-second change: 1000000 a minute, or 1000000000000 \
            bytes, is as good as no limit. --max-bad with --max-bad-share makes the gates stricter of all waves that \
            have not passed; each is judged at once.

            Examples:
              slipway rollouts edit 7 --waves 10%,50%,100% --soak 2h
              slipway rollouts edit 7 --max-in-flight 500 --per-minute '50 x2 every 500 verified up to 1000'
              slipway rollouts edit 7 --max-bad 3 --max-bad-share 1%
            """)

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Its id.") var id: String
    @Option(help: "What people call it.") var name: String?
    @Option(help: "Which devices, as slipway devices list takes it.") var filter: String?
    @Option(help: "All devices of this organization.") var organization: String?
    @Option(help: "The first wave, as slipway rollouts create takes it.") var canary: String?
    @Option(help: "The waves after it.") var waves: String?
    @Option(help: "How long a wave has to stay well before the next begins.") var soak: String?
    @Option(help: "The share of a wave that has to report the release before the wave soaks.") var verified: String?
    @Option(help: "true: wait for a person after each wave has soaked; false: go on.") var manual: Bool?
    @Option(help: "So many bad devices stop a wave: one number for all waves, or one for each.") var maxBad: String?
    @Option(help: "And only if they are this share of the judged devices.") var maxBadShare: String?
    @Option(help: "So many devices may update at a time.") var maxInFlight: Int?
    @Option(help: "So many devices may begin in a minute, as slipway rollouts create takes it.") var perMinute: String?
    @Option(help: "Limit all its downloads together to so many bytes a second.") var bytesPerSecond: String?
    @Option(help: "true: take devices that run the version already; false: leave them out.") var includeCurrent: Bool?
    @Option(help: "prepare: a gate that stops it prepares the way back; none: it does not.") var rollback:
        RollbackChoice?
    @Option(help: "true: devices that match later join the last wave; false: they do not.") var dynamic: Bool?
    @Option(help: "The revision that show printed: a later one stays as it is.") var revision: Int?

    func validate() throws {
        if filter != nil, organization != nil { throw ValidationError("give one of --filter and --organization") }
        guard (maxBad == nil) == (maxBadShare == nil) else {
            throw ValidationError("a gate takes --max-bad and --max-bad-share together")
        }
        if let revision, revision < 1 { throw ValidationError("--revision must be at least 1") }
        let texts = [name, filter, organization, canary, waves, soak, verified, maxBad, perMinute, bytesPerSecond]
        guard
            texts.contains(where: { $0 != nil }) || manual != nil || maxInFlight != nil || includeCurrent != nil
                || dynamic != nil || rollback != nil
        else {
            throw ValidationError("give what to change")
        }
    }

    func run() async throws {
        let service = try options.services().rollouts
        let (id, principal) = (try RolloutsCommand.id(id), LoginName.principal())
        var edit = RolloutEdit(
            name: name, isDynamic: dynamic, leavesOutCurrent: includeCurrent.map { !$0 },
            isAutomatic: manual.map { !$0 }, preparesRollback: rollback.map { $0 == .prepare },
            maximumInFlight: maxInFlight, revision: revision)
        let pace = try pace()
        (edit.pace, edit.bytesPerSecond) = (pace.pace, pace.budget)
        if let filter { edit.target = .matching(try Filter(filter, of: DeviceOrder.self)) }
        if let organization { edit.target = .organization(organization) }
        let rule = try text { _ in }.advance
        if verified != nil { edit.verifiedShare = rule.verifiedShare }
        if soak != nil { edit.soak = rule.soak }
        if canary != nil || waves != nil || maxBad != nil {
            let view = try await service.view(of: id, as: principal)
            edit.waves = try waves(insteadOf: view)
            // They are those of the plan that was read.
            edit.revision = revision ?? view.rollout.approval.revision
        }
        let rollout = try await service.edit(id, edit, as: principal)
        try RolloutsCommand.show(rollout, json: output.json)
        RolloutsCommand.sayWhatIsNext(for: rollout)
    }

    /// What is given of them, and the rest as it is; waves that have passed keep their gates.
    private func waves(insteadOf view: RolloutView) throws -> [WavePlan] {
        let present = view.plan?.waves ?? []
        var plans = try text { text in
            if let first = present.first { text.canary = canary ?? first.size.description }
            text.waves = waves ?? present.dropFirst().map(\.size.description).joined(separator: ",")
        }.waves
        for index in plans.indices {
            let hasPassed = view.waves.indices.contains(index) && view.waves[index].wave.state.isOver
            guard maxBad == nil || hasPassed else { continue }
            plans[index].gate = present.indices.contains(index) ? present[index].gate : nil
        }
        return plans
    }

    /// - Throws: `InputError` with every option that cannot be read.
    private func text(_ fill: (inout WavesText) -> Void) throws -> (waves: [WavePlan], advance: AdvanceRule) {
        var text = WavesText()
        text.canary = canary ?? text.canary
        text.waves = waves ?? text.waves
        text.maximumBad = maxBad ?? ""
        text.maximumBadShare = maxBadShare ?? ""
        text.verified = verified ?? text.verified
        text.soak = soak ?? text.soak
        fill(&text)
        do throws(SlipwayError) {
            return try text.plans()
        } catch {
            guard case .invalidRequest(let faults) = error else { throw error }
            throw Self.error(faults)
        }
    }

    /// - Throws: `InputError` with every option that cannot be read.
    private func pace() throws -> PaceText {
        var text = PaceText()
        text.perMinute = perMinute ?? ""
        text.bytesPerSecond = bytesPerSecond ?? ""
        guard text.faults.isEmpty else { throw Self.error(text.faults) }
        return text
    }

    private static func error(_ faults: [FieldFault]) -> InputError {
        InputError(
            message: faults.map { "--\($0.field.replacing("_", with: "-")) \($0.fault)" }.joined(separator: "; "))
    }
}
