import TerminalUI
import Testing

/// A screen of the dashboard, and the keys that lead to it from home.
struct ScreenPlace: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether it shows one thing, without which there is no such screen.
    let isOfOneThing: Bool
    let open: @Sendable (inout Robot) async -> Void

    var testDescription: String { name }

    static let all: [ScreenPlace] = [
        ScreenPlace("home") { _ in },
        ScreenPlace("batch-summary", isOfOneThing: true) { await $0.press(.enter) },
        ScreenPlace("batch-failures", isOfOneThing: true) { await $0.press(.enter, "2") },
        ScreenPlace("batch-stuck", isOfOneThing: true) { await $0.press(.enter, "3") },
        ScreenPlace("batch-devices", isOfOneThing: true) { await $0.press(.enter, "4") },
        ScreenPlace("batch-timeline", isOfOneThing: true) { await $0.press(.enter, "5") },
        ScreenPlace("devices") { await $0.open("devices") },
        ScreenPlace("organizations") { await $0.open("organizations") },
        ScreenPlace("firmware") { await $0.open("firmware") },
        ScreenPlace("sessions") { await $0.open("sessions") },
        ScreenPlace("events") { await $0.open("events") },
        ScreenPlace("batches") { await $0.open("batches") },
        ScreenPlace("log") { await $0.open("log") },
        ScreenPlace("tokens") { await $0.open("tokens") },
        ScreenPlace("history", isOfOneThing: true) {
            await $0.open("devices")
            await $0.press(.enter)
        },
    ]

    init(_ name: String, isOfOneThing: Bool = false, open: @escaping @Sendable (inout Robot) async -> Void) {
        self.name = name
        self.isOfOneThing = isOfOneThing
        self.open = open
    }
}
