import SlipwayCore
import TerminalUI

/// How a screen says that a spreadsheet has shortened numbers.
enum ShortenedNumberText {
    /// None where it has not.
    static func of(_ numbers: [String]) -> SafeText? {
        guard let first = numbers.first else { return nil }
        return CountText.of(numbers.count, "number has", "numbers have") + " lost digits to a spreadsheet, such as "
            + SafeText(first, limit: 40)
    }

    /// Asks before they are sent; none where there is nothing to ask.
    static func question(_ sheet: RegistrationSheet) -> Dialog? {
        guard let text = of(sheet.shortenedNumbers) else { return nil }
        return Dialog(
            title: "Register them as they stand?", lines: lines(text),
            confirm: Dialog.Button("Register them", shortcut: "y"), keep: Dialog.Button("Not yet", shortcut: "n"))
    }

    static func lines(_ text: SafeText) -> [StyledText] {
        [StyledText(text + ".", .warning), StyledText("No device will be known by its real number.")]
    }
}
