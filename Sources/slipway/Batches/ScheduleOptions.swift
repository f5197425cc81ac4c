import ArgumentParser
import SlipwayCore

/// When a batch begins and ends.
struct ScheduleOptions: ParsableArguments {
    @Option(
        help: """
            When it begins: a local time such as 2026-12-01T02:00, or an instant such as 2026-12-01T01:00:00Z. At once \
            unless given.
            """)
    var start: String?
    @Option(help: "When devices that have not flashed are cancelled, in the same form.") var end: String?
    @Option(help: "Where local times count, such as Europe/Berlin; that of the organization unless given.")
    var timeZone: String?

    /// None where nothing is said of it.
    var schedule: SchedulePlan? { text.schedule }

    /// Every option that cannot be read is named at once.
    func validate() throws {
        let faults = text.faults
        guard faults.isEmpty else {
            throw ValidationError(
                faults.map { "--\($0.field.replacing("_", with: "-")) \($0.fault)" }.joined(separator: "\n"))
        }
    }

    private var text: TimesText {
        var text = TimesText()
        text.start = start ?? ""
        text.end = end ?? ""
        text.timeZone = timeZone ?? ""
        return text
    }
}
