/// Drives an application without a terminal, a loop or a clock: what tests press keys on.
///
/// Work that the application starts is awaited before each call returns, so a frame is always the settled one.
package struct Robot: Sendable {
    package private(set) var application: Application
    package var size: Size
    package var glyphs: GlyphSet
    package private(set) var now: ClockReading
    /// What went to the clipboard.
    package private(set) var copied: [SafeText] = []
    package private(set) var suspensions = 0
    package private(set) var repaints = 0
    /// What was to go into files.
    package private(set) var recordings: [RecordingOrder] = []
    /// Stands for the editor.
    package var editor: @Sendable (EditorText) -> EditorText.Outcome = { .saved($0.text) }
    /// False leaves work undone until ``awaitWork()``: how a test sees a screen that is loading.
    package var awaitsWork = true
    /// Keeps what was shown.
    package var journal: @Sendable (Flash) -> Void = { _ in }

    private var works: [(key: WorkKey, work: @Sendable () async -> any Sendable)] = []

    /// 14:03:00Z on 1 February 2024 unless the test says otherwise.
    package init(
        _ application: Application, size: Size = Size(columns: 80, rows: 24), glyphs: GlyphSet = .ascii,
        now: ClockReading = ClockReading(
            instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 1_706_796_180_000))
    ) {
        self.application = application
        self.size = size
        self.glyphs = glyphs
        self.now = now
    }

    package mutating func start() async {
        note(application.start(at: now))
        await awaitWorkIfWanted()
    }

    package mutating func press(_ keys: Key...) async {
        for key in keys { await send(.key(key)) }
    }

    /// Presses each character.
    package mutating func type(_ text: String) async {
        for character in text { await send(.key(.character(character))) }
    }

    package mutating func paste(_ text: String) async { await send(.paste(text)) }

    package mutating func send(_ event: TerminalEvent) async {
        if case .resized(let size) = event { self.size = size }
        note(application.handle(event, at: now))
        await awaitWorkIfWanted()
    }

    /// Lets time pass in the loop's steps.
    package mutating func wait(milliseconds: Int64) async {
        var left = milliseconds
        while left > 0, !application.isFinished {
            let step = min(left, PaintSchedule.interval)
            left -= step
            now = now.advanced(milliseconds: step)
            note(application.tick(at: now))
            await awaitWorkIfWanted()
        }
    }

    /// Does the work asked for, and what follows from it.
    package mutating func awaitWork() async {
        while !works.isEmpty {
            let next = works.removeFirst()
            let message = await next.work()
            note(application.receive(Delivery(key: next.key, message: message), at: now))
        }
    }

    package mutating func frame() -> Frame { application.frame(size: size, glyphs: glyphs, at: now) }

    /// The whole terminal as lines.
    package mutating func text() -> String { frame().text }

    private mutating func awaitWorkIfWanted() async {
        if awaitsWork { await awaitWork() }
    }

    private mutating func note(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .start(let key, _, let work): works.append((key, work))
            case .cancel(let key): works.removeAll { $0.key == key }
            case .repaint: repaints += 1
            case .suspend: suspensions += 1
            case .copy(let text): copied.append(text)
            case .edit(let key, let text, let done):
                let outcome = editor(text)
                works.append((key, { done(outcome) }))
            case .record(let order): recordings.append(order)
            case .note(let flash): journal(flash)
            case .quit: break
            }
        }
    }
}
