/// Runs an application on a terminal until it is left.
package struct DashboardLoop<Driver: TerminalDriver, Clock: DashboardClock>: Sendable {
    package static var tickInterval: Int64 { 250 }

    private let driver: Driver
    private let clock: Clock
    private let glyphs: GlyphSet
    private let themes: ThemeCatalog
    private let desk: RecordingDesk?
    private let journal: @Sendable (Flash) -> Void

    /// - Parameters:
    ///   - desk: writes screens into files; without one they cannot be.
    ///   - journal: keeps what was shown.
    package init(
        driver: Driver, clock: Clock, glyphs: GlyphSet, themes: ThemeCatalog = ThemeCatalog(),
        desk: RecordingDesk? = nil, journal: @escaping @Sendable (Flash) -> Void = { _ in }
    ) {
        self.desk = desk
        self.journal = journal
        self.driver = driver
        self.clock = clock
        self.glyphs = glyphs
        self.themes = themes
    }

    /// Returns the application as it was left. Every task it started has ended by then, loads being cancelled and acts
    /// awaited.
    package func run(_ initial: Application) async -> Application {
        let (inputs, feed) = AsyncStream.makeStream(of: Input.self)
        return await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    do { try await clock.sleep(milliseconds: Self.tickInterval) } catch { return }
                    feed.yield(.tick)
                }
            }
            await driver.deliver { feed.yield(.events($0)) }
            var session = LoopSession(application: initial, size: await driver.size())
            await carryOut(session.application.start(at: clock.reading()), &session, feed)
            await paint(&session, isPrompt: true, &group, feed)
            for await input in inputs {
                let now = clock.reading()
                var isPrompt = false
                switch input {
                case .events(let events):
                    isPrompt = true
                    for event in events {
                        if case .resized(let size) = event { session.size = size }
                        await carryOut(session.application.handle(event, at: now), &session, feed)
                        if session.application.isFinished { break }
                    }
                case .tick: await carryOut(session.application.tick(at: now), &session, feed)
                case .paintDue: session.awaitsPaint = false
                case .told(let flash): await carryOut(session.application.tell(flash, at: now), &session, feed)
                case .recorded(let number, let flash):
                    session.endRecording(number)
                    await carryOut(session.application.tell(flash, at: now), &session, feed)
                case .ended(let key, let serial, let message):
                    guard session.finish(key, serial: serial), let message else { continue }
                    let delivery = Delivery(key: key, message: message)
                    await carryOut(session.application.receive(delivery, at: now), &session, feed)
                }
                if session.application.isFinished { break }
                await paint(&session, isPrompt: isPrompt, &group, feed)
            }
            session.cancelLoads()
            session.endRecording()
            group.cancelAll()
            // Before the acts are awaited: a person who left must have the shell back.
            await driver.close()
            await session.waitForWorks()
            return session.application
        }
    }

    enum Input: Sendable {
        case events([TerminalEvent])
        case tick
        /// What had to wait may be painted.
        case paintDue
        case told(Flash)
        /// The recording of that number has ended.
        case recorded(Int, Flash)
        /// No message where it was cancelled before it began.
        case ended(WorkKey, serial: Int, message: (any Sendable)?)
    }

    private func carryOut(
        _ effects: [Effect], _ session: inout LoopSession, _ feed: AsyncStream<Input>.Continuation
    ) async {
        for effect in effects {
            switch effect {
            case .start(let key, let delay, let work):
                let serial = session.begin(key)
                // Elsewhere than the loop, which may have one thread for itself and the keys. No child of it: leaving the
                // dashboard must not cancel what a person confirmed.
                let task = Task(executorPreference: globalConcurrentExecutor) {
                    if delay > 0 { try? await clock.sleep(milliseconds: delay) }
                    let message = Task.isCancelled ? nil : await work()
                    feed.yield(.ended(key, serial: serial, message: message))
                }
                session.keep(task, serial: serial)
            case .cancel(let key): session.cancel(key)
            case .repaint: await forget(&session)
            case .suspend:
                await driver.suspend()
                session.size = await driver.size()
                await forget(&session)
            case .copy(let text): await driver.copy(text)
            case .edit(let key, let text, let done):
                let serial = session.begin(key)
                let outcome = await driver.edit(text)
                session.size = await driver.size()
                await forget(&session)
                feed.yield(.ended(key, serial: serial, message: done(outcome)))
            case .record(let order): record(order, &session, feed)
            case .note(let flash): journal(flash)
            case .quit: break
            }
        }
        if session.themeName != session.application.themeName {
            session.themeName = session.application.themeName
            await driver.setTheme(themes.theme(named: session.themeName).theme)
            await forget(&session)
        }
        if session.acceptsText != session.application.acceptsText {
            session.acceptsText = session.application.acceptsText
            await driver.setAcceptsText(session.acceptsText)
        }
    }

    private func record(
        _ order: RecordingOrder, _ session: inout LoopSession, _ feed: AsyncStream<Input>.Continuation
    ) {
        guard let desk else { return _ = feed.yield(.told(.warning("screens cannot be exported here"))) }
        let now = clock.reading()
        let theme = themes.theme(named: session.themeName).theme
        // Of a copy: the frame that is painted next has the news too.
        var application = session.application
        let frame = application.frame(size: session.size, glyphs: glyphs, at: now)
        switch order {
        case .snapshot(let path):
            let snapshot = ScreenSnapshot(frame, theme: theme, title: application.title, at: now)
            session.keepUntilEnd(
                Task(executorPreference: globalConcurrentExecutor) {
                    feed.yield(.told(desk.write(snapshot, to: path)))
                })
        case .begin(let path):
            guard session.recording == nil else {
                return _ = feed.yield(.told(.warning("a recording runs: :export stop ends it")))
            }
            let (lines, writing) = AsyncStream.makeStream(of: String.self)
            let number = session.begin(CastRecording(Asciicast(theme: theme, start: now.instant), writing))
            writing.yield(Asciicast.header(session.size, title: application.title, at: now.wall))
            session.recording?.add(frame, at: now.instant)
            session.keepUntilEnd(
                Task(executorPreference: globalConcurrentExecutor) {
                    let last = await desk.write(lines, to: path) { feed.yield(.told($0)) }
                    feed.yield(.recorded(number, last))
                })
        case .end:
            guard session.recording != nil else { return _ = feed.yield(.told(.warning("no recording runs"))) }
            session.endRecording()
        }
    }

    private func forget(_ session: inout LoopSession) async {
        session.schedule.forget()
        await driver.forgetScreen()
    }

    private func paint(
        _ session: inout LoopSession, isPrompt: Bool, _ group: inout DiscardingTaskGroup,
        _ feed: AsyncStream<Input>.Continuation
    ) async {
        let now = clock.reading()
        guard session.application.needsFrame(at: now) else { return }
        let wait = session.schedule.wait(isPrompt: isPrompt, at: now.instant)
        guard wait == 0 else {
            // One for all that arrives meanwhile.
            guard !session.awaitsPaint else { return }
            session.awaitsPaint = true
            group.addTask {
                do { try await clock.sleep(milliseconds: wait) } catch { return }
                feed.yield(.paintDue)
            }
            return
        }
        let frame = session.application.frame(size: session.size, glyphs: glyphs, at: now)
        guard session.schedule.accepts(frame, isPrompt: isPrompt, at: now.instant) else { return }
        session.recording?.add(frame, at: now.instant)
        await driver.paint(frame)
    }
}
