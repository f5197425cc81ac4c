/// The schedule and the windows of a rollout as people write them: on the command line, and in a form.
///
/// It holds what was typed, so that a fault can be corrected where it stands.
package struct TimesText: Hashable, Sendable, Codable {
    /// Each of them, as faults name it.
    package enum Field: String, CaseIterable, Sendable {
        case start, end
        case timeZone = "time_zone"
        case windows
    }

    /// As ``PlannedTime`` reads it; empty where it begins at once.
    package var start = ""
    /// Likewise; empty where it ends with its devices.
    package var end = ""
    /// Empty for that of the organization.
    package var timeZone = ""
    /// As ``WindowPlan`` reads each, with semicolons between them; empty where devices may update at any time.
    package var windows = ""

    package init() {}

    /// All that a plan says of them.
    package init(of plan: RolloutPlan) {
        start = plan.schedule?.start?.description ?? ""
        end = plan.schedule?.end?.description ?? ""
        timeZone = plan.schedule?.timeZone ?? ""
        windows = plan.windows.map(\.description).joined(separator: "; ")
    }

    /// None where it says nothing of that.
    package var schedule: SchedulePlan? {
        let schedule = SchedulePlan(
            start: PlannedTime(start), end: PlannedTime(end), timeZone: timeZone.isEmpty ? nil : timeZone)
        return schedule == SchedulePlan() ? nil : schedule
    }

    /// Those that can be read.
    package var windowPlans: [WindowPlan] { windowTexts.compactMap { WindowPlan($0) } }

    package var windowTexts: [String] {
        windows.split(separator: ";").map { $0.trimmed }.filter { !$0.isEmpty }
    }

    /// Everything that cannot be read, and what windows say against themselves, in the order of the fields and by their
    /// names.
    package var faults: [FieldFault] {
        var faults: [FieldFault] = []
        for (field, text) in [(Field.start, start), (.end, end)] where !text.isEmpty && PlannedTime(text) == nil {
            faults.append(
                FieldFault(
                    field: field.rawValue, fault: "takes a local time such as 2026-12-01T02:00, or an instant with Z"))
        }
        if let unread = windowTexts.first(where: { WindowPlan($0) == nil }) {
            let fault = "takes days and times, such as Mon-Fri 02:00-04:00; not \(unread)"
            faults.append(FieldFault(field: Field.windows.rawValue, fault: fault))
        } else {
            faults += WindowPlan.faults(of: windowPlans).map { fault in
                let number = fault.field.split(separator: ".").dropFirst().first.map { "window \($0) " } ?? ""
                return FieldFault(field: Field.windows.rawValue, fault: number + fault.fault)
            }
        }
        return faults
    }

    /// The field of this text that a fault of a request stands at; none where it is of no time.
    package static func field(ofRequest name: String) -> Field? {
        switch name {
        case "schedule.start": .start
        case "schedule.end": .end
        case "schedule.time_zone": .timeZone
        case "windows": .windows
        default: name.hasPrefix("windows.") ? .windows : nil
        }
    }
}

extension Substring {
    /// Without blanks at its ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
