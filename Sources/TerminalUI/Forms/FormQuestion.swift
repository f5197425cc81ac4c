/// A dialog over a form, deaf for a moment to keys that were meant for what was there before.
struct FormQuestion: Sendable {
    /// Milliseconds from its first painting.
    static let guardTime: Int64 = 200

    var dialog: Dialog
    private var paintedAt: ScreenInstant?

    init(_ dialog: Dialog) { self.dialog = dialog }

    mutating func type(_ input: TextInput, at now: ClockReading) -> Dialog.Outcome {
        let isReady = paintedAt.map { now.instant - $0 >= Self.guardTime } ?? false
        guard isReady || input == .key(.escape) else { return .open }
        return dialog.type(input)
    }

    mutating func draw(into frame: inout Frame, area: Rect, at now: ClockReading) {
        dialog.draw(into: &frame, area: area)
        paintedAt = paintedAt ?? now.instant
    }
}
