import SlipwayCore

/// One state and what leads out of it, as lines of text.
struct StateDrawing {
    let state: String
    /// Such as `final`; none for a state that is not.
    var mark: String?
    let moves: [Move]
    var situations = [Situation.plain]
    /// Several situations in one word, by their places in the list.
    var phrases: [Set<Int>: String] = [:]
    var facts: [Fact] = []

    struct Move {
        let event: String
        let outcome: (Situation) -> Outcome
    }

    enum Outcome: Hashable {
        /// With what follows from it.
        case becomes(String, [String])
        case stays
        /// By code.
        case refuses(String)
    }

    /// What else a machine goes by, beside its state.
    struct Situation {
        let name: String
        let counters: BatchCounters
        var targets: RolloutTargets?
        var isSubmitted = false
        var isToStart = false

        /// Of a machine that goes by its state alone.
        static let plain = Situation("", BatchCounters())

        init(_ name: String, _ counters: BatchCounters) {
            self.name = name
            self.counters = counters
        }
    }

    struct Fact {
        let name: String
        let apply: @Sendable (inout Situation) -> Void

        init(_ name: String, apply: @escaping @Sendable (inout Situation) -> Void) {
            self.name = name
            self.apply = apply
        }
    }

    var text: String {
        let branches = moves.map(branch)
        let codes = Self.distinct(branches.compactMap(\.refusal))
        let refusals = codes.flatMap { code in
            Self.list("refused \(code)", branches.filter { $0.refusal == code }.map(\.event))
        }
        let lines = branches.flatMap(\.lines) + Self.list("stays", branches.filter(\.stays).map(\.event)) + refusals
        let title = Self.words(state) + (mark.map { " (\($0))" } ?? "")
        return ([title] + Self.drawn(lines)).joined(separator: "\n")
    }

    /// `downloadBegan` and `gate_broken` as a person says them.
    static func words(_ name: String) -> String {
        name.reduce(into: "") { words, character in
            words += character.isUppercase ? " " + character.lowercased() : character == "_" ? " " : String(character)
        }
    }

    private struct Branch {
        let event: String
        var lines: [String] = []
        var stays = false
        /// The code of an event that is always refused.
        var refusal: String?
    }

    private func branch(of move: Move) -> Branch {
        var branch = Branch(event: Self.words(move.event))
        let usual = situations.map(move.outcome)
        let outcomes = Self.distinct(usual)
        let changes = changes(by: move, usual: usual)
        if changes.isEmpty, outcomes == [.stays] {
            branch.stays = true
        } else if changes.isEmpty, outcomes.count == 1, let code = outcomes.first?.refusal {
            branch.refusal = code
        } else {
            branch.lines = changes.map { Self.line(branch.event, $0.outcome, "if \($0.condition)") }
            branch.lines += outcomes.map { outcome in
                let places = Set(usual.indices.filter { usual[$0] == outcome })
                let condition = outcomes.count > 1 ? "if \(words(for: places))" : changes.isEmpty ? "" : "otherwise"
                return Self.line(branch.event, outcome, condition)
            }
        }
        return branch
    }

    /// What facts make of the usual outcomes, those together that make the same of the same.
    private func changes(by move: Move, usual: [Outcome]) -> [(outcome: Outcome, condition: String)] {
        var changes: [(outcome: Outcome, places: Set<Int>, facts: [String])] = []
        for fact in facts {
            let changed = situations.map { situation in
                var situation = situation
                fact.apply(&situation)
                return move.outcome(situation)
            }
            let differing = usual.indices.filter { changed[$0] != usual[$0] }
            for outcome in Self.distinct(differing.map { changed[$0] }) {
                let places = Set(differing.filter { changed[$0] == outcome })
                if let index = changes.firstIndex(where: { $0.outcome == outcome && $0.places == places }) {
                    changes[index].facts.append(fact.name)
                } else {
                    changes.append((outcome, places, [fact.name]))
                }
            }
        }
        return changes.map { change in
            let facts = change.facts.joined(separator: " or ")
            let isAlways = change.places.count == situations.count
            return (change.outcome, isAlways ? facts : "\(words(for: change.places)), and \(facts)")
        }
    }

    private func words(for places: Set<Int>) -> String {
        phrases[places] ?? places.sorted().map { situations[$0].name }.joined(separator: " or ")
    }

    private static func line(_ event: String, _ outcome: Outcome, _ condition: String) -> String {
        let arrow = "─ " + event + " " + String(repeating: "─", count: max(1, 18 - event.count)) + "► "
        let target =
            switch outcome {
            case .becomes(let state, let effects):
                words(state) + (effects.isEmpty ? "" : "  + " + effects.joined(separator: ", "))
            case .stays: "stays"
            case .refuses(let code): "refused \(code)"
            }
        guard !condition.isEmpty else { return arrow + target }
        return arrow + target + String(repeating: " ", count: max(0, 11 - target.count)) + "  " + condition
    }

    private static func list(_ title: String, _ events: [String]) -> [String] {
        guard !events.isEmpty else { return [] }
        var lines = [title + ":"]
        for (index, event) in events.enumerated() {
            let word = event + (index == events.count - 1 ? "" : ",")
            if let last = lines.last, last.count + word.count + 1 > 100 {
                lines.append("    " + word)
            } else {
                lines[lines.count - 1] += " " + word
            }
        }
        return lines
    }

    /// With the branches of a tree in front; a line that begins with blanks goes on from the one before.
    private static func drawn(_ lines: [String]) -> [String] {
        let last = lines.lastIndex { !$0.hasPrefix("    ") } ?? 0
        return lines.enumerated().map { index, line in
            if line.hasPrefix("    ") { return (index > last ? " " : "│") + line }
            return (index == last ? "└" : "├") + (line.hasPrefix("─") ? line : "─ " + line)
        }
    }

    private static func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
        elements.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension StateDrawing.Outcome {
    fileprivate var refusal: String? {
        switch self {
        case .refuses(let code): code
        case .becomes, .stays: nil
        }
    }
}
