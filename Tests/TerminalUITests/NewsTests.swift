import Testing

@testable import TerminalUI

/// When a frame is made at all.
struct NewsTests {
    /// At the start of a minute.
    private let start = ClockReading(
        instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 1_706_796_180_000))

    @Test func `a tick without news needs no frame, and neither does the load that it begins`() {
        var screen = ListScreen()
        screen.reloadsOnTick = true
        var application = framed(screen)
        for step in 1...20 { _ = application.tick(at: start.advanced(milliseconds: Int64(step) * 250)) }
        let now = start.advanced(milliseconds: 5_000)
        #expect(!application.needsFrame(at: now))
        application.receive(["b"], at: now)
        #expect(application.needsFrame(at: now))
    }

    @Test func `a key needs a frame, and so does the end of a message`() {
        var application = framed()
        _ = application.handle(.key("e"), at: start)
        #expect(application.needsFrame(at: start))
        _ = application.handle(.key("w"), at: start)
        application.receive(.saved, at: start)
        application.draw(at: start)
        for (offset, isOver) in [(Flash.duration - 1, false), (Flash.duration, true)] {
            let now = start.advanced(milliseconds: offset)
            _ = application.tick(at: now)
            #expect(application.needsFrame(at: now) == isOver)
        }
    }

    @Test func `an order that a tick lets in needs a frame`() {
        var application = framed()
        _ = application.handle(.key("j"), at: start)
        application.receive(["b", "a"], at: start)
        application.draw(at: start)
        for (offset, isOver) in [(Table<String>.calm - 1, false), (Table<String>.calm, true)] {
            let now = start.advanced(milliseconds: offset)
            _ = application.tick(at: now)
            #expect(application.needsFrame(at: now) == isOver)
        }
    }

    @Test func `a new minute needs a frame`() {
        var application = framed()
        let last = start.advanced(milliseconds: 59_999)
        application.receive(["a"], at: last)
        application.draw(at: last)
        #expect(!application.needsFrame(at: last))
        #expect(application.needsFrame(at: last.advanced(milliseconds: 1)))
    }

    @Test(arguments: [("f", "f"), ("tt", "t")])
    func `every tick needs a frame as long as seconds are counted`(on: String, off: String) {
        var application = framed()
        for (keys, isCounting) in [(on, true), (off, false)] {
            for key in keys { _ = application.handle(.key(.character(key)), at: start) }
            application.draw(at: start)
            #expect(application.needsFrame(at: start) == isCounting)
        }
    }

    @Test func `an old answer and a lost connection are counted in seconds`() {
        var application = framed()
        let age = 3 * application.header.pollInterval
        #expect(!application.needsFrame(at: start.advanced(milliseconds: age)))
        #expect(application.needsFrame(at: start.advanced(milliseconds: age + 1)))
        application.header.report(.lost(since: start.instant), at: start)
        #expect(application.needsFrame(at: start))
    }

    private func framed(_ screen: ListScreen = ListScreen()) -> Application {
        var application = Application.example(screen)
        _ = application.start(at: start)
        application.receive(["a", "b"], at: start)
        application.draw(at: start)
        return application
    }
}

extension Application {
    fileprivate mutating func receive(_ names: [String], at now: ClockReading) { receive(.loaded(names), at: now) }

    fileprivate mutating func receive(_ message: ListScreen.Message, at now: ClockReading) {
        let key = WorkKey(screen: 0, name: "names", isLoad: true)
        _ = receive(Delivery(key: key, message: message), at: now)
    }

    fileprivate mutating func draw(at now: ClockReading) {
        _ = frame(size: Size(columns: 80, rows: 24), glyphs: .ascii, at: now)
    }
}
