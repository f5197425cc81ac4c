import Foundation
import TerminalUI

/// A terminal through ncurses. One thread owns the screen, waits in `poll`, and does what the mailbox asks.
package final class NcursesDriver: TerminalDriver {
    package let events: AsyncStream<[TerminalEvent]>
    package let glyphs: GlyphSet
    /// What to tell the person once, such as an unknown terminal type.
    package let notices: [SafeText]
    private let mailbox: Mailbox

    /// Takes over the terminal of this process until ``close()``.
    package static func open(_ options: TerminalOptions) async throws(TerminalUnavailable) -> NcursesDriver {
        let mailbox = try Mailbox()
        let (events, feed) = AsyncStream.makeStream(of: [TerminalEvent].self)
        let opened: Opened = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(TerminalUnavailable) {
                    let session = try TerminalSession(options: options, signalPipe: mailbox.writeEnd)
                    continuation.resume(returning: .success((session.glyphs, session.notices)))
                    TerminalThread(mailbox: mailbox, feed: feed).run(session)
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        let (glyphs, notices) = try opened.get()
        return NcursesDriver(events: events, glyphs: glyphs, notices: notices, mailbox: mailbox)
    }

    private typealias Opened = Result<(GlyphSet, [SafeText]), TerminalUnavailable>

    private init(
        events: AsyncStream<[TerminalEvent]>, glyphs: GlyphSet, notices: [SafeText], mailbox: Mailbox
    ) {
        self.events = events
        self.glyphs = glyphs
        self.notices = notices
        self.mailbox = mailbox
    }

    package func size() async -> Size { await ask { $0.size } ?? Size(columns: 80, rows: 24) }
    package func paint(_ frame: Frame) async { await ask { $0.paint(frame) } }
    package func forgetScreen() async { await ask { $0.forgetScreen() } }
    package func setAcceptsText(_ acceptsText: Bool) async { await ask { $0.setAcceptsText(acceptsText) } }
    package func setTheme(_ theme: Theme) async { await ask { $0.setTheme(theme) } }
    package func copy(_ text: SafeText) async { await ask { $0.copy(text) } }
    package func suspend() async { await ask { $0.suspend() } }
    package func edit(_ text: EditorText) async -> EditorText.Outcome {
        await ask { $0.edit(text) } ?? .failed("the terminal is gone")
    }
    package func close() async { await ask { $0.close() } }

    /// Nil after the screen was closed.
    @discardableResult
    private func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (inout TerminalSession) -> Answer
    ) async -> Answer? {
        await withCheckedContinuation { continuation in
            let isPosted = mailbox.post { session in
                guard var current = session.take() else { return continuation.resume(returning: nil) }
                let answer = body(&current)
                session = current
                continuation.resume(returning: answer)
            }
            if !isPosted { continuation.resume(returning: nil) }
        }
    }
}
