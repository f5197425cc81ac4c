import Synchronization
import Testing

@testable import TerminalUI

struct FormDraftTests {
    @Test func `each change is kept, and leaving keeps the last`() async {
        let shelf = DraftShelf()
        var robot = await Robot.form(ExampleForm(drafts: shelf.drafts))
        await robot.press(.enter)
        await robot.type("night")
        #expect(shelf.kept?.name == "night")
        robot.awaitsWork = false
        await robot.type("s")
        await robot.send(.terminated)
        await robot.awaitWork()
        #expect(shelf.kept?.name == "nights")
        #expect(shelf.isClosed)
    }

    @Test func `somebody who types without a pause is saved now and then`() async {
        let shelf = DraftShelf()
        var form = FormScreen(ExampleForm(drafts: shelf.drafts), draft: ExampleForm.Draft(name: "x"))
        let start = ClockReading(
            instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 1_706_796_180_000))
        _ = form.update(.draftFound(.nothing), at: start)
        var delays: [Int64] = []
        for turn in 0..<12 {
            for command in form.save(at: start.advanced(milliseconds: Int64(turn) * 250)) {
                if case .load("draft", let delay, _) = command { delays.append(delay) }
            }
        }
        #expect(delays == [400, 400, 400, 400, 400, 400, 400, 400, 0, 400, 400, 400])
    }

    @Test func `a draft is offered on opening, and going on is what Enter gives`() async {
        let shelf = DraftShelf()
        shelf.keep(ExampleForm.Draft(name: "old", rows: ChunkedArray([["gw-1", ""]])))
        var robot = await Robot.form(ExampleForm(drafts: shelf.drafts))
        #expect(robot.text().contains("Continue the draft of 14:03Z with 1 rows?"))
        await robot.wait(milliseconds: 250)
        await robot.press(.enter)
        #expect(robot.form?.draft.name == "old")
    }

    @Test func `discarding takes a key of its own`() async {
        let shelf = DraftShelf()
        shelf.keep(ExampleForm.Draft(name: "old"))
        var robot = await Robot.form(ExampleForm(drafts: shelf.drafts))
        _ = robot.frame()
        await robot.wait(milliseconds: 250)
        await robot.press("d")
        #expect(robot.form?.draft.name == "")
        #expect(shelf.kept == nil)
    }

    @Test func `a second user gets the form without a draft, is told so, and is asked before it is lost`() async {
        let shelf = DraftShelf(isInUse: true)
        var robot = await Robot.form(ExampleForm(drafts: shelf.drafts))
        #expect(robot.frame().line(23) == " ! this form is open elsewhere: no draft is kept here")
        await robot.press(.enter)
        await robot.type("x")
        #expect(shelf.kept == nil)
        await robot.press(.escape, .escape)
        #expect(robot.text().contains("No draft is kept here: 0 rows would be lost."))
        await robot.wait(milliseconds: 250)
        await robot.press(.enter)
        #expect(robot.form?.draft.name == "x")
        await robot.press("q")
        _ = robot.frame()
        await robot.wait(milliseconds: 250)
        await robot.press("d")
        #expect(robot.form == nil)
    }

    @Test func `what is done leaves no draft`() async {
        let shelf = DraftShelf()
        var robot = await Robot.form(ExampleForm(drafts: shelf.drafts))
        await robot.press(.enter)
        await robot.type("x")
        await robot.press(.escape, "3", "r")
        _ = robot.frame()
        await robot.wait(milliseconds: 250)
        await robot.press("y")
        #expect(robot.form?.steps[2].unwrap(SendingStep.self)?.sent == 0)
        #expect(robot.frame().line(23) == " sent 0 rows")
        #expect(shelf.kept == nil)
    }
}

/// Keeps a draft for a test.
private final class DraftShelf: Sendable {
    private let state: Mutex<(draft: ExampleForm.Draft?, isClosed: Bool)> = Mutex((nil, false))
    private let isInUse: Bool

    init(isInUse: Bool = false) { self.isInUse = isInUse }

    var kept: ExampleForm.Draft? { state.withLock { $0.draft } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    func keep(_ draft: ExampleForm.Draft?) { state.withLock { $0.draft = draft } }

    var drafts: FormDrafts<ExampleForm.Draft> {
        FormDrafts(
            load: {
                if self.isInUse { return .inUse }
                return self.kept.map { .kept($0, at: WallTime(milliseconds: 1_706_796_180_000)) } ?? .nothing
            },
            save: { draft, _ in
                self.keep(draft)
                return nil
            },
            remove: { _ in self.keep(nil) },
            close: { self.state.withLock { $0.isClosed = true } })
    }
}
