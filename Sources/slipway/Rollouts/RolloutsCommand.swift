import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct RolloutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollouts",
        abstract: "Rollouts in waves: plan one, create it, approve it, watch it, stop it, list them.",
        subcommands: [
            List.self, Show.self, PlanRolloutCommand.self, CreateRolloutCommand.self, EditRolloutCommand.self,
            Submit.self, Approve.self, Deny.self, WatchRolloutCommand.self, Pause.self, Resume.self, Advance.self,
            Exclude.self, Retry.self, Rollback.self, Finish.self, Cancel.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the open rollouts, the newest first.",
            discussion: """
                Examples:
                  slipway rollouts list
                  slipway rollouts list --ended --limit 20 --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Flag(help: "Those that have ended.") var ended = false
        @Option(help: "At most so many, up to 1,000.") var limit = 100
        @Option(help: "Only those before this id, the last of the page before.") var after: Int64?

        func validate() throws {
            guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
        }

        func run() async throws {
            let rollouts = try await options.services().rollouts
                .rollouts(
                    areOpen: !ended, after: after.map { Rollout.ID($0) }, limit: limit, as: LoginName.principal())
            if output.json {
                let next = rollouts.count == limit ? rollouts.last?.id.description : nil
                try StandardOutput.print(
                    json: ListAnswer(
                        plural: "rollouts", records: rollouts.map { RolloutDocument($0) }, nextCursor: next))
            } else {
                StandardOutput.print(table: RolloutsCommand.headings, rows: rollouts.map(RolloutsCommand.row))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show one rollout with its waves.",
            discussion: """
                Examples:
                  slipway rollouts show 7 --json
                  slipway rollouts show 7 --plan >gateways.yaml
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id.") var id: String
        @Flag(help: "Its plan alone, in YAML, as slipway rollouts create --plan takes it.") var plan = false

        func validate() throws {
            if plan, output.json { throw ValidationError("give one of --plan and --json") }
        }

        func run() async throws {
            let view = try await options.services().rollouts
                .view(of: try RolloutsCommand.id(id), as: LoginName.principal())
            if plan {
                for line in try PlanFile.text(of: view).split(separator: "\n") { StandardOutput.print(String(line)) }
            } else if output.json {
                try StandardOutput.print(json: RolloutViewDocument(view))
            } else {
                RolloutsCommand.print(view)
            }
        }
    }

    static let headings = ["ID", "NAME", "STATUS", "DEVICES", "WAITING", "OPEN", "SUCCEEDED", "BAD", "BY", "CREATED"]

    static func row(_ rollout: Rollout) -> [String] {
        let counters = rollout.counters
        return [
            rollout.id.description, rollout.name,
            status(rollout),
            String(rollout.targets?.total ?? counters.total), String(rollout.targets?.left ?? 0),
            String(counters.open), String(counters.succeeded), String(counters.bad), rollout.createdBy,
            rollout.createdAt.description,
        ]
    }

    private static func status(_ rollout: Rollout) -> String {
        if rollout.brokenGate != nil { return "paused by gate" }
        if rollout.drift != nil { return "paused by drift" }
        return rollout.awaitsApproval ? "to be approved" : rollout.status.rawValue
    }

    static func print(_ view: RolloutView) {
        StandardOutput.print(table: headings, rows: [row(view.rollout)])
        for line in approval(of: view) { StandardOutput.print(line) }
        if let gate = view.rollout.brokenGate { StandardOutput.print("gate: \(gate)") }
        if let line = wayBack(of: view.rollout) { StandardOutput.print(line) }
        for line in view.rollout.schedule.lines { StandardOutput.print(line) }
        if let later = later(view) { StandardOutput.print("later: \(later)") }
        if let plan = view.plan, !plan.windows.isEmpty {
            let zone = plan.schedule?.timeZone ?? NewOrganization.defaultTimeZone
            StandardOutput.print("windows: \(plan.windows.map(\.description).joined(separator: "; ")) in \(zone)")
        }
        if let pace = view.plan?.pace {
            let now = view.rollout.joinsPerMinute.map { "; now \($0)" } ?? ""
            StandardOutput.print("pace: \(pace.text)\(pace.growth == nil ? "" : now)")
        }
        if let budget = view.rollout.bytesPerSecond { StandardOutput.print("bandwidth: \(budget) bytes a second") }
        switch view.rollout.origin {
        case .rollback(let other): StandardOutput.print("brings back devices of rollout \(other)")
        case .retry(let other): StandardOutput.print("tries devices of rollout \(other) again")
        case nil: break
        }
        for filter in view.rollout.exclusion?.filters ?? [] { StandardOutput.print("excluded: \(filter)") }
        for (reason, count) in view.exclusions.sorted(by: { $0.value > $1.value }) {
            StandardOutput.print("left out: \(count) \(reason.text)")
        }
        for reason in view.reasons { StandardOutput.print("bad: " + text(reason)) }
        guard !view.waves.isEmpty else { return }
        StandardOutput.print("")
        StandardOutput.print(
            table: ["WAVE", "STATUS", "UP TO", "IN BATCHES", "VERIFIED", "BAD", "JUDGED", "GATE"],
            rows: view.waves.map { wave in
                [
                    String(wave.wave.id.number), wave.isStalled ? "stalled" : wave.wave.state.rawValue,
                    String(wave.wave.sizeTo), String(wave.wave.formed), String(wave.counters.verified),
                    String(wave.counters.bad), String(wave.counters.judged), wave.gate?.rule.text ?? "-",
                ]
            })
    }

    /// Such as `takes devices that match later, looks again at 2026-12-01T02:10:00.000Z; 12 joined`; none where it takes
    /// none, and took none.
    static func later(_ view: RolloutView) -> String? {
        let (rollout, isDynamic) = (view.rollout, view.plan?.isDynamic == true)
        guard let targets = rollout.targets, let joined = targets.joinedLater else {
            return isDynamic && !rollout.status.isFinal ? "devices that match later will join the last wave" : nil
        }
        guard targets.takesLater, rollout.status != .cancelling else { return "\(joined) joined; it takes no more" }
        if rollout.status == .paused { return "takes devices that match later once it goes on; \(joined) joined" }
        let next = targets.nextWalkAt.map { $0 > view.at ? "looks again at \($0)" : "looks again" } ?? "is looking"
        return "takes devices that match later, \(next); \(joined) joined"
    }

    /// What was prepared after its gate had stopped it, and the command that starts it; none where nothing was.
    static func wayBack(of rollout: Rollout) -> String? {
        if rollout.isRollbackDue { return "rollback: is being prepared" }
        guard let prepared = rollout.preparedRollback, let at = rollout.rollbackDraft.preparedAt else { return nil }
        guard prepared.isReady else { return "rollback: \(prepared.text), as of \(at)" }
        return "rollback: prepared at \(at), \(prepared.text); slipway rollouts rollback \(rollout.id) starts it"
    }

    /// Who asked for it and who approved it, and what became another in between.
    private static func approval(of view: RolloutView) -> [String] {
        let approval = view.rollout.approval
        var lines: [String] = []
        if let submission = approval.submission {
            lines.append(
                "submitted: by \(submission.by) at \(submission.at), \(approval.submittedCount ?? 0) devices")
        }
        if let signature = approval.approval {
            lines.append("approved: by \(signature.by) at \(signature.at), \(approval.approvedCount ?? 0) devices")
        }
        if let drift = view.rollout.drift { lines.append("drift: \(drift)") }
        guard view.rollout.status == .draft else { return lines }
        lines.append("revision: \(approval.revision)")
        return lines + view.changes.map { "changed since it was submitted before: \($0.text)" }
    }

    /// What a draft waits for, on standard error; nothing for others.
    static func sayWhatIsNext(for rollout: Rollout) {
        guard rollout.status == .draft else { return }
        StandardError.print(
            rollout.awaitsApproval
                ? "rollout \(rollout.id) begins once another person approves it: slipway rollouts approve \(rollout.id)"
                : "rollout \(rollout.id) is a draft: slipway rollouts submit \(rollout.id) asks for it to begin")
    }

    /// Such as `20 lost; hardware_version C is 100% of them and 10% of all`.
    private static func text(_ reason: ReasonSummary) -> String {
        let cause =
            switch reason.cause {
            case .failed(let text): text.isEmpty ? "failed" : "failed: \(text)"
            case .silentSinceFlash: "silent since flash"
            case .fellBack: "fell back"
            case .lost: "lost"
            }
        guard let factor = reason.commonFactor else { return "\(reason.count) \(cause)" }
        let shares = [factor.shareOfReason, factor.shareOfBatch].map(GateRule.percent)
        return "\(reason.count) \(cause); \(factor.attribute.rawValue) \(factor.value) is \(shares[0]) of them and "
            + "\(shares[1]) of all"
    }

    static func show(_ rollout: Rollout, json: Bool) throws {
        if json {
            try StandardOutput.print(json: RolloutDocument(rollout))
        } else {
            StandardOutput.print(table: headings, rows: [row(rollout)])
        }
    }

    /// - Throws: ROLLOUT_001 for what is not an id.
    static func id(_ text: String) throws -> Rollout.ID {
        guard let number = Int64(text), number > 0 else { throw SlipwayError.rolloutNotFound(text) }
        return Rollout.ID(number)
    }
}

extension RolloutSchedule {
    /// As commands print it; nothing where it says nothing.
    var lines: [String] {
        [
            startAt.map { startedAt == nil ? "starts: \($0)" : "started: \(startedAt ?? $0)" },
            endAt.map { "ends: \($0)" }, window.map { "window: \($0.opensAt) to \($0.closesAt)" },
        ].compactMap { $0 }
    }
}
