import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct CreateBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a batch over an organization, a filter or a list of devices.",
        discussion: """
            Devices that run the version already are left out unless --include-current is given.

            A list has one uid, or id:NUMBER, a line; or it is a sheet whose header names a column device_uid, separated \
            by commas, semicolons or tabs. The status is 1 where it names devices that do not exist.

            A dry run ends with the fingerprint of its plan: with --expect a batch is created only where it still is that \
            plan; else nothing is, and the new plan is shown.

            With --max-bad and --max-bad-share the batch has a gate: the bad device with which both limits are reached \
            pauses it. Bad is what failed, fell back, was lost after it completed, or is silent since it flashed; not what \
            was cancelled, refused or never reached.

            A batch may begin at a --start, which a server that runs lets it do, and end at an --end.

            Where an organization has its batches approved, the batch waits until another person approves its rollout, for \
            which this asks at once; with --draft, slipway rollouts submit does.

            Examples:
              slipway batches create --name "acme to 4.12.0" --firmware 4.12.0 --organization acme --dry-run
              slipway batches create --name "old ones" --firmware 4.12.0 --filter 'firmware=4.11.3 and hardware=C'
              slipway batches create --name "two gateways" --firmware 4.12.0 --devices uids.txt
              slipway batches create --name canary --firmware 4.12.0 --organization acme --max-bad 3 --max-bad-share 2%
              slipway batches create --name nightly --firmware 4.12.0 --organization acme --start 2026-12-01T02:00 \
            --end 2026-12-01T05:00 --time-zone Europe/Berlin
            """
    )

    @OptionGroup var options: DatabaseOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "What people call it.") var name: String
    @Option(help: "The version of an approved release, or id:NUMBER.") var firmware: String
    @OptionGroup var target: TargetOptions
    @Option(help: "So many devices may update at a time.") var maxInFlight: Int?
    @OptionGroup var gate: GateOptions
    @OptionGroup var times: ScheduleOptions
    @Option(help: "A key of your own: a repeat with it returns the first batch.") var requestID: String?
    @Option(help: "Create only what a dry run has shown: its fingerprint.") var expect: PlanFingerprint?
    @Flag(help: "Take devices that run the version already.") var includeCurrent = false
    @Flag(help: "Make a draft, which begins once slipway rollouts submit asks for it.") var draft = false
    @Flag(help: "Only say who would update and who is left out.") var dryRun = false

    func validate() throws {
        try target.requireOne()
        if let maxInFlight, maxInFlight < 1 { throw ValidationError("--max-in-flight must be at least 1") }
    }

    func run() async throws {
        let request = BatchRequest(
            name: name, firmware: ReleaseName(firmware), target: try target.target(), maximumInFlight: maxInFlight,
            gate: gate.request, schedule: times.schedule, requestID: requestID, leavesOutCurrent: !includeCurrent,
            expected: expect.map { .exactly($0) }, submits: !draft)
        do {
            try await carryOut(request)
        } catch SlipwayError.planDrifted(let plan) {
            if output.json {
                try StandardOutput.print(json: PlanDocument(plan))
            } else {
                PlanDocument(plan).printLeftOut()
            }
            throw SlipwayError.planDrifted(plan)
        }
    }

    private func carryOut(_ request: BatchRequest) async throws {
        let service = try options.services().updates
        if dryRun {
            let result = try await service.planBatch(request, as: LoginName.principal())
            let plan = PlanDocument(result.plan, schedule: result.schedule)
            try show(plan, of: result)
            try plan.requireAllKnown()
        } else {
            let created = try await service.createBatch(request, as: LoginName.principal())
            let plan = PlanDocument(created.plan)
            if !output.json, !created.wasRepeat { plan.printLeftOut() }
            try BatchesCommand.show(created.batch, json: output.json)
            if !output.json { for line in created.rollout.schedule.lines { StandardOutput.print(line) } }
            RolloutsCommand.sayWhatIsNext(for: created.rollout)
            try plan.requireAllKnown()
        }
    }

    private func show(_ plan: PlanDocument, of result: BatchPlanResult) throws {
        if output.json {
            try StandardOutput.print(json: plan)
        } else {
            StandardOutput.print(
                "dry run: \(plan.willUpdate) devices would update to \(result.release.version); nothing was created")
            for line in result.schedule.lines { StandardOutput.print(line) }
            StandardOutput.print("to create exactly this: --expect \(plan.fingerprint)")
            plan.printLeftOut()
        }
    }
}

extension PlanFingerprint: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
