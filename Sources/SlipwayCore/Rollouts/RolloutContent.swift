/// All of a rollout that its authors wrote, and that is approved as a whole.
package struct RolloutContent: Hashable, Sendable {
    package var name: String
    package var maximumInFlight: Int
    package var plan: RolloutPlan

    package init(name: String, maximumInFlight: Int, plan: RolloutPlan) {
        self.name = name
        self.maximumInFlight = maximumInFlight
        self.plan = plan
    }

    /// What differs, in the order of the fields; never empty where the two are not equal.
    package func changes(from earlier: RolloutContent) -> [RolloutChange] {
        guard self != earlier else { return [] }
        let changes = zip(earlier.fields, fields).filter { $0.text != $1.text }
            .map { RolloutChange(field: $0.name, from: $0.text, to: $1.text) }
        return changes.isEmpty ? [RolloutChange(field: "plan", from: "another", to: "this one")] : changes
    }

    /// By the names that the API has for them.
    private var fields: [(name: String, text: String)] {
        [
            ("name", name), ("filter", plan.filter ?? "listed devices"),
            ("targets", (plan.isDynamic ? TargetsRule.dynamic : .frozen).rawValue),
            ("leaves_out_current", plan.leavesOutCurrent ? "true" : "false"),
            ("waves", plan.waves.map(\.size.description).joined(separator: ", ")),
            ("gates", plan.waves.map { $0.gate?.text ?? "standard" }.joined(separator: ", ")),
            ("verified_share", GateRule.percent(plan.advance.verifiedShare)),
            ("soak_seconds", "\(plan.advance.soak.components.seconds)"),
            ("advances_itself", plan.advance.isAutomatic ? "true" : "false"),
            ("schedule", plan.schedule?.text ?? "none"),
            ("windows", plan.windows.isEmpty ? "none" : plan.windows.map(\.description).joined(separator: "; ")),
            ("pace", plan.pace?.text ?? "none"),
            ("bytes_per_second", plan.bytesPerSecond.map { "\($0)" } ?? "none"),
            ("rollback", (plan.preparesRollback ? RollbackChoice.prepare : .none).rawValue),
            ("max_in_flight", "\(maximumInFlight)"),
        ]
    }
}

extension SchedulePlan {
    /// Such as `from 2026-12-01T02:00 in Europe/Berlin`.
    fileprivate var text: String {
        let parts = [
            start.map { "from \($0)" }, end.map { "until \($0)" }, timeZone.map { "in \($0)" },
        ]
        return parts.compactMap(\.self).joined(separator: " ")
    }
}

extension RolloutContent: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, plan
        case maximumInFlight = "max_in_flight"
    }
}

/// One part of a rollout that became another, in words.
package struct RolloutChange: Hashable, Sendable, Encodable {
    package let field: String
    package let from: String
    package let to: String

    package init(field: String, from: String, to: String) {
        self.field = field
        self.from = from
        self.to = to
    }

    /// Such as `max_in_flight: 100 to 1000`.
    package var text: String { "\(field): \(from) to \(to)" }
}

extension GateRequest {
    /// Such as `3 bad and 2%`, or `3 bad and 2% of at least 500`.
    package var text: String {
        "\(maximumBad) bad and \(GateRule.percent(maximumBadShare))"
            + (minimumJudged.map { " of at least \($0)" } ?? "")
    }
}
