import Synchronization
import Testing

@testable import TerminalUI

@Suite struct RecordingTests {
    @Test func `a recording that the disk has no more room for keeps what it has`() async {
        let file = SmallFile(room: 2)
        let (lines, writing) = AsyncStream.makeStream(of: String.self)
        for line in ["a\n", "b\n", "c\n"] { writing.yield(line) }
        writing.finish()
        let told = Mutex<[Flash]>([])
        let last = await RecordingDesk { _ in file }.write(lines, to: "night.cast") { flash in
            told.withLock { $0.append(flash) }
        }
        #expect(told.withLock { $0 } == [.info("recording to night.cast until :export stop")])
        #expect(last == .error("not exported: no room"))
        #expect(file.state == SmallFile.State(text: "a\nb\n", isFinished: true))
    }

    @Test func `of a screen all files are written, or none`() {
        let files = Mutex<[String: SmallFile]>([:])
        let desk = RecordingDesk { path in
            if path.hasSuffix(".json") { throw SmallFile.Fault(description: "exists already: " + path) }
            let file = SmallFile(room: 10)
            files.withLock { $0[path] = file }
            return file
        }
        let now = ClockReading(instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 0))
        let snapshot = ScreenSnapshot(.saying("calm"), theme: ThemeCatalog().theme(named: "").theme, title: "", at: now)
        #expect(desk.write(snapshot, to: "home.txt") == .error("not exported: exists already: home.txt.json"))
        #expect(files.withLock { $0.values.map(\.state.isDiscarded) } == [true, true])
    }

    @Test func `only what changed is recorded, and a wide character as a whole`() {
        var cast = Asciicast(theme: ThemeCatalog().theme(named: "").theme, start: ScreenInstant(milliseconds: 500))
        let first = cast.lines(for: .saying("a 日 b"), at: ScreenInstant(milliseconds: 500))
        #expect(first.hasPrefix(#"[0,"o","\u001b[0m\u001b[2J\u001b[1;1H"#))
        #expect(cast.lines(for: .saying("a 日 b"), at: ScreenInstant(milliseconds: 900)) == "")
        let next = cast.lines(for: .saying("a 月 b"), at: ScreenInstant(milliseconds: 1_750))
        #expect(next == #"[1.25,"o","\u001b[1;3H\u001b[0m月\u001b[0m\u001b[?25l"]"# + "\n")
    }
}

/// So many lines fit into it.
private final class SmallFile: RecordingFile {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    struct State: Equatable {
        var text = ""
        var isFinished = false
        var isDiscarded = false
    }

    private let room: Int
    private let mutex = Mutex(State())

    init(room: Int) { self.room = room }

    var state: State { mutex.withLock { $0 } }

    func write(_ text: String) throws {
        try mutex.withLock { state in
            guard state.text.split(separator: "\n").count < room else { throw Fault(description: "no room") }
            state.text += text
        }
    }

    func finish() throws { mutex.withLock { $0.isFinished = true } }

    func discard() { mutex.withLock { $0.isDiscarded = true } }
}
