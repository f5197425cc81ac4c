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
        case perform(@Sendable () async -> Flash)
    }

    private enum Stage: Sendable {
        case closed
        case menu(Picker, [ScreenAction])
        case dialog(Dialog, ScreenAction)
    }

    private var stage = Stage.closed
    private var paintedAt: ScreenInstant?
    /// What was confirmed and is being done.
    private var confirmed: (dialog: Dialog, action: ScreenAction)?

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
        let choices = actions.map { Picker.Choice($0.title, key: $0.key, disabledReason: $0.disabledReason) }
        stage = .menu(Picker(title: title, choices: choices), actions)
        paintedAt = nil
        return .none
    }

    /// Asks before it is done; what is not possible says why instead.
    mutating func open(_ action: ScreenAction?) -> Step {
        guard let action else { return .flash(.warning("there is nothing to act on")) }
        if let reason = action.disabledReason { return .flash(.warning(reason)) }
        stage = .dialog(action.dialog, action)
        paintedAt = nil
        return .none
    }

    mutating func type(_ input: TextInput, at now: ClockReading) -> Step {
        guard input == .key(.escape) || isReady(at: now) else { return .none }
        switch stage {
        case .closed: return .none
        case .menu(var picker, let actions):
            switch picker.type(input) {
            case .open: stage = .menu(picker, actions)
            case .dismissed: stage = .closed
            case .picked(let place): return open(actions[place])
            case .refused(let reason): return .flash(.warning(reason))
            }
            return .none
        case .dialog(var dialog, let action):
            switch dialog.type(input) {
            case .open: stage = .dialog(dialog, action)
            case .dismissed: stage = .closed
            case .confirmed:
                stage = .closed
                confirmed = (dialog, action)
                return .perform(Self.work(action, typed: dialog.fields.map(\.input.text)))
            }
            return .none
        }
    }

    /// What was confirmed came to an end; where it was refused, what was typed is there again to be corrected.
    mutating func settled(_ flash: Flash) {
        defer { confirmed = nil }
        guard let (dialog, action) = confirmed, flash.severity == .error, !dialog.fields.isEmpty, !isOpen else {
            return
        }
        stage = .dialog(dialog, action)
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

    private static func work(_ action: ScreenAction, typed: [String]) -> @Sendable () async -> Flash {
        let perform = action.perform
        return {
            do {
                return .info(try await perform(typed))
            } catch let error as SlipwayError {
                return .error(SafeText(error.message, limit: 300))
            } catch let fault as ExportFault {
                return .error(SafeText(fault.words, limit: 300))
            } catch {
                return .error("it failed, and nothing is known of why")
            }
        }
    }
}
