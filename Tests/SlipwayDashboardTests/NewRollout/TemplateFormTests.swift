import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Starting a rollout by a template, over a real database of 1,200 devices.
@Suite struct TemplateFormTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `a template fills the steps after it, and what the form does not show of it is kept`(
        database: ConformingDatabase
    ) async throws {
        try await withTemplates(on: database) { fleet, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            #expect(robot.text().contains("waves         1%, 100%, saved by ada"), "\(robot.text())")
            #expect(robot.text().contains("kept          gates: as the template says"))
            await robot.press("2")
            #expect(robot.text().contains("hardware=rev-b"))
            await robot.press("3")
            await robot.wait(milliseconds: 250)
            #expect(robot.text().contains("Canary      1%"))
            #expect(robot.text().contains("Soak        2h"))
            #expect(robot.text().contains("at 3 bad and 2%"))
            await robot.press("4")
            #expect(robot.text().contains("At a time  25"))
            #expect(robot.text().contains("Mon-Fri 02:00-04:00"))
            #expect(robot.text().contains("Europe/Berlin"))
            await robot.start(name: "autumn", count: "396")
            let rollout = try #require(try await fleet.rolloutsInWaves().first, "\(robot.text())")
            let view = try await fleet.services.rollouts.view(of: rollout.id, as: fleet.operator)
            #expect(view.plan?.waves == Self.careful.waves)
            #expect(view.plan?.windows == Self.careful.windows)
            #expect(view.plan?.leavesOutCurrent == false)
            #expect(rollout.maximumInFlight == 25)
        }
    }

    @Test func `what is typed over takes the place of what the template says, and nothing else does`() async throws {
        try await withTemplates { fleet, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            await robot.fillWaves(field: 2, "50%, 100%")
            await robot.fillTime(field: 1, "30")
            await robot.fillTime(field: 6, "")
            await robot.start(name: "autumn", count: "396")
            let rollout = try #require(try await fleet.rolloutsInWaves().first, "\(robot.text())")
            let plan = try #require(try await fleet.services.rollouts.view(of: rollout.id, as: fleet.operator).plan)
            #expect(plan.waves.map(\.size) == [.share(0.01), .share(0.5), .share(1)])
            #expect(plan.waves.map(\.gate) == [Self.careful.waves[0].gate, nil, nil])
            #expect(plan.windows.isEmpty)
            #expect(plan.advance.soak == .seconds(7_200))
            #expect(rollout.maximumInFlight == 30)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a template that was deleted meanwhile is named where it stands, and nothing is written`(
        database: ConformingDatabase
    ) async throws {
        try await withTemplates(on: database) { fleet, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            try await fleet.deleteTemplate("careful")
            await robot.press("4", .enter)
            await robot.type("autumn")
            await robot.press(.escape, "5")
            #expect(robot.text().contains("template: is gone: choose another, or none"), "\(robot.text())")
            await robot.press("s")
            #expect(robot.frame().line(23).contains("1 thing is wrong: n goes there"))
            await robot.press("n")
            #expect(robot.text().contains("[1 Firmware]"))
            #expect(robot.text().contains("x is gone: choose another, or none"))
            let written = try await fleet.rolloutsInWaves()
            #expect(written.isEmpty)
            // What it has filled in stays with none.
            await robot.press(.enter)
            await robot.type("none")
            await robot.press(.enter)
            #expect(!robot.text().contains("is gone"))
            #expect(robot.rolloutDraft?.waves.soak == "2h")
        }
    }

    @Test func `a template that is deleted between the review and the start starts nothing`() async throws {
        try await withTemplates { fleet, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            await robot.fillToReview()
            await robot.press("s")
            try await fleet.deleteTemplate("careful")
            await robot.confirmRollout(name: "autumn", count: "396")
            #expect(robot.text().contains("is gone: choose another, or none"), "\(robot.text())")
            let written = try await fleet.rolloutsInWaves()
            #expect(written.isEmpty)
        }
    }

    @Test func `a template that was saved again since is chosen again`() async throws {
        try await withTemplates { fleet, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            try await fleet.save("careful", Self.careful, maximumInFlight: 99)
            await robot.press("5", "1")
            #expect(robot.text().contains("x was saved again since: choose it again"), "\(robot.text())")
            await robot.chooseTemplate("careful")
            #expect(!robot.text().contains("was saved again"))
            #expect(robot.rolloutDraft?.pace == "99")
        }
    }

    @Test func `a template for all and one of an organization are told apart`() async throws {
        try await withTemplates { _, robot in
            var robot = robot
            await robot.press("1", "k", "k", "j", .enter)
            #expect(robot.text().contains("careful  for all"), "\(robot.text())")
            #expect(robot.text().contains("night  globex"))
        }
    }

    @Test func `where there is no template, none is asked for`() async throws {
        try await withLargeFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            #expect(!robot.text().contains("Template"))
        }
    }

    @Test func `y copies the command that takes the same template`() async throws {
        try await withTemplates { _, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            await robot.fillTime(field: 1, "30")
            await robot.fillToReview()
            await robot.press("y")
            await robot.chooseTemplate("night")
            await robot.press("5", "y")
            #expect(
                robot.copied.map { $0.plain() } == [
                    "slipway rollouts create --name autumn --firmware 2.0.0 --filter hardware=rev-b "
                        + "--template careful --max-in-flight 30",
                    "slipway rollouts create --name autumn --firmware 2.0.0 --filter hardware=rev-b --canary canary "
                        + "--waves 20%,50%,100% --verified 90% --soak 30m --window 'Sat,Sun 01:00-05:00' "
                        + "--max-in-flight 100",
                ])
        }
    }

    @Test func `a draft keeps the template that it was filled from`() async throws {
        try await withTemplates { fleet, robot in
            var robot = robot
            await robot.chooseTemplate("careful")
            let draft = try #require(robot.rolloutDraft)
            let again = try JSONDecoder().decode(RolloutDraft.self, from: JSONEncoder().encode(draft))
            #expect(again.template == draft.template)
            #expect(try again.requestInWaves().waves == Self.careful.waves)
        }
    }
}

/// The steps of a rollout by a template as they are recorded.
struct TemplateScreenTests {
    enum Step: String, CaseIterable, Sendable {
        case templates
        case template
        case wavesOfTemplate = "waves-of-template"
        case timesOfTemplate = "times-of-template"
        case templateGone = "template-gone"

        func open(_ robot: inout Robot) async {
            switch self {
            case .templates: await robot.press("1", "k", "k", "j", .enter)
            case .template: await robot.chooseTemplate("careful")
            case .wavesOfTemplate:
                await robot.chooseTemplate("careful")
                await robot.press("3")
                await robot.wait(milliseconds: 250)
            case .timesOfTemplate:
                await robot.chooseTemplate("careful")
                await robot.press("4")
            case .templateGone: break
            }
        }
    }

    static let paths = RecordedScreen.paths(of: "new-rollout", Step.self)

    @Test(arguments: Step.allCases, ConformingDatabase.kinds)
    func `a step looks as it is recorded`(step: Step, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await withTemplates(on: database, columns: size.columns, rows: size.rows) { fleet, robot in
                var robot = robot
                await step.open(&robot)
                if step == .templateGone {
                    await robot.chooseTemplate("careful")
                    try await fleet.deleteTemplate("careful")
                    await robot.press("2", "1")
                }
                _ = robot.frame()
                try RecordedScreen.form("new-rollout", step, size).expect(robot.frame().textAndLooks)
            }
        }
    }
}

extension TemplateFormTests {
    /// Of the gates the form can say none: only the first wave has one, and it says how many are judged at least.
    fileprivate static let careful: RolloutPlan = {
        var advance = AdvanceRule()
        advance.soak = .seconds(7_200)
        return RolloutPlan(
            filter: "hardware=rev-b", leavesOutCurrent: false,
            waves: [
                WavePlan(
                    size: .share(0.01), gate: GateRequest(maximumBad: 3, maximumBadShare: 0.02, minimumJudged: 40)),
                WavePlan(size: .share(1)),
            ], advance: advance, schedule: SchedulePlan(timeZone: "Europe/Berlin"),
            windows: [WindowPlan(days: Array(Weekday.allCases.prefix(5)), from: .two, to: .four)])
    }()
}

/// At the first step of the form, with the templates `careful` for all and `night` of an organization, and a release
/// chosen.
private func withTemplates(
    on database: ConformingDatabase = .inMemory, columns: Int = 100, rows: Int = 24,
    _ body: (DashboardFleet, Robot) async throws -> Void
) async throws {
    try await withLargeFleet(on: database) { fleet in
        try await fleet.save("careful", TemplateFormTests.careful, maximumInFlight: 25)
        let night = RolloutPlan(
            filter: nil, windows: [WindowPlan(days: [.saturday, .sunday], from: .one, to: .five)])
        try await fleet.save("night", night, organization: "globex")
        var robot = fleet.robot(columns: columns, rows: rows)
        await robot.start()
        await robot.press("n", "1", .enter, .enter, .escape)
        try await body(fleet, robot)
    }
}

extension Robot {
    /// In the first step.
    fileprivate mutating func chooseTemplate(_ name: String) async {
        await press("1", "k", "k", "j", .enter)
        await type(name)
        await press(.enter)
    }

    /// From any step on.
    fileprivate mutating func start(name: String, count: String) async {
        await fillToReview(name: name)
        await press("s")
        await confirmRollout(name: name, count: count)
    }
}

extension DashboardFleet {
    fileprivate func save(
        _ name: String, _ plan: RolloutPlan, organization: String? = nil, maximumInFlight: Int? = nil
    ) async throws {
        _ = try await services.templates.save(
            TemplateRequest(name: name, organization: organization, plan: plan, maximumInFlight: maximumInFlight),
            as: self.operator)
    }

    fileprivate func deleteTemplate(_ name: String) async throws {
        let saved = try await services.templates.template(named: name, for: nil, as: self.operator)
        _ = try await services.templates.delete(saved.record.id, as: self.operator)
    }
}

extension TimeOfDay {
    fileprivate static let one = TimeOfDay(minute: 60)
    fileprivate static let two = TimeOfDay(minute: 120)
    fileprivate static let four = TimeOfDay(minute: 240)
    fileprivate static let five = TimeOfDay(minute: 300)
}
