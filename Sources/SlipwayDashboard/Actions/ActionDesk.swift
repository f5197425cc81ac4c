import SlipwayCore
import SlipwayServices
import TerminalUI

/// The menu of what is possible, and the question before it is done; any screen holds one.
struct ActionDesk: Sendable {
    /// Keys that arrive within so many milliseconds of a dialog's first painting were meant for what was there before.
    static let guardTime: Int64 = 200

    enum Step: Sendable {
        case none
        case flash(Flash)
        case open(AnyScreen)
        case perform(@Sendable () async -> Flash)
    }

    private typealias Perform = @Sendable (_ typed: [String]) async throws -> SafeText

    private enum Stage: Sendable {
        case closed
        case menu(Picker, [ScreenAction])
        case dialog(Dialog, Perform)
    }

    private var stage = Stage.closed
    private var paintedAt: ScreenInstant?
    /// What was confirmed and is being done.
    private var confirmed: (dialog: Dialog, perform: Perform)?

    var isOpen: Bool {
        switch stage {
        case .closed: false
        case .menu, .dialog: true
        }
    }

    /// Whether a field has the focus.
    var acceptsText: Bool {
        switch stage {
        case .closed, .menu: false
        case .dialog(let dialog, _): dialog.isInField
        }
    }

    mutating func showMenu(_ actions: [ScreenAction], title: SafeText) -> Step {
        guard !actions.isEmpty else { return .flash(.warning("there is nothing to act on")) }
        let keys = Dictionary(grouping: actions.compactMap(\.key)) { $0 }
        let choices = actions.map { action in
            // A key that several have in common picks none of them.
            let key = action.key.flatMap { keys[$0]?.count == 1 ? $0 : nil }
            return Picker.Choice(action.title, key: key, disabledReason: action.disabledReason)
        }
        stage = .menu(Picker(title: title, choices: choices), actions)
        paintedAt = nil
        return .none
    }

    /// Asks before it is done; what is not possible says why instead.
    mutating func open(_ action: ScreenAction?) -> Step {
        guard let action else { return .flash(.warning("there is nothing to act on")) }
        if let reason = action.disabledReason { return .flash(.warning(reason)) }
        switch action.handler {
        case .open(let screen):
            stage = .closed
            return .open(screen())
        case .ask(let dialog, let perform):
            stage = .dialog(dialog(), perform)
            paintedAt = nil
            return .none
        }
    }

    mutating func type(_ input: TextInput, at now: ClockReading) -> Step {
        guard input == .key(.escape) || isReady(at: now) else { return .none }
        switch stage {
        case .closed: return .none
        case .menu(var picker, let actions):
            switch picker.type(input) {
            case .open: stage = .menu(picker, actions)
            case .dismissed: stage = .closed
            case .picked(let index): return open(actions[index])
            case .refused(let reason): return .flash(.warning(reason))
            }
            return .none
        case .dialog(var dialog, let perform):
            switch dialog.type(input) {
            case .open: stage = .dialog(dialog, perform)
            case .dismissed: stage = .closed
            case .confirmed:
                stage = .closed
                confirmed = (dialog, perform)
                return .perform(Self.work(perform, typed: dialog.fields.map(\.input.text)))
            }
            return .none
        }
    }

    /// What was confirmed came to an end; where it was refused, what was typed is there again to be corrected.
    mutating func finished(_ flash: Flash) {
        defer { confirmed = nil }
        guard let (dialog, perform) = confirmed, flash.severity == .error, !dialog.fields.isEmpty, !isOpen else {
            return
        }
        stage = .dialog(dialog, perform)
        paintedAt = nil
    }

    mutating func draw(into frame: inout Frame, area: Rect, at now: ClockReading) {
        switch stage {
        case .closed: return
        case .menu(let picker, _): picker.draw(into: &frame, area: area)
        case .dialog(let dialog, _): dialog.draw(into: &frame, area: area)
        }
        paintedAt = paintedAt ?? now.instant
    }

    private func isReady(at now: ClockReading) -> Bool {
        paintedAt.map { now.instant - $0 >= Self.guardTime } ?? false
    }

    private static func work(_ perform: @escaping Perform, typed: [String]) -> @Sendable () async -> Flash {
        {
            do {
                return .info(try await perform(typed))
            } catch {
                return .error(RefusalText.of(error))
            }
        }
    }
}
