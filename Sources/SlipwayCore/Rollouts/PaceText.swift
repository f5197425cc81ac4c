/// How fast a rollout goes as people write it: on the command line, and in a form.
///
/// It holds what was typed, so that a fault can be corrected where it stands.
package struct PaceText: Hashable, Sendable, Codable {
    /// Each part of it, as faults name it.
    package enum Field: String, CaseIterable, Sendable {
        case perMinute = "per_minute"
        case bytesPerSecond = "bytes_per_second"
    }

    /// As ``JoinPace`` reads it; empty where any number may begin in a minute.
    package var perMinute = ""
    /// Empty where its downloads together have no limit.
    package var bytesPerSecond = ""

    package init() {}

    /// What a plan says, as a person would write it.
    package init(of plan: RolloutPlan) {
        perMinute = plan.pace?.description ?? ""
        bytesPerSecond = plan.bytesPerSecond.map { "\($0)" } ?? ""
    }

    /// None where it says nothing of that, or cannot be read.
    package var pace: JoinPace? { JoinPace(perMinute) }

    /// In bytes a second; none where it says nothing of that, or is not a number.
    package var budget: Int? { Int(bytesPerSecond) }

    /// Everything that cannot be read, or contradicts itself, in the order of the fields and by their names.
    package var faults: [FieldFault] {
        guard bytesPerSecond.isEmpty || budget != nil else {
            let field = Field.bytesPerSecond.rawValue
            return faultsOfPace + [FieldFault(field: field, fault: "takes a number of bytes, such as 5000000")]
        }
        return faultsOfPace + [DownloadBudget.fault(of: budget)].compactMap(\.self)
    }

    private var faultsOfPace: [FieldFault] {
        guard !perMinute.isEmpty else { return [] }
        guard let pace else {
            return [
                FieldFault(
                    field: Field.perMinute.rawValue,
                    fault: "takes a number, or as it grows: 50 x2 every 500 verified up to 1000")
            ]
        }
        return pace.faults.map { fault in
            let part = fault.field.dropFirst("pace.".count)
            return FieldFault(
                field: Field.perMinute.rawValue,
                fault: part == Field.perMinute.rawValue ? fault.fault : "\(part) \(fault.fault)")
        }
    }

    /// The field of this text that a fault of a request stands at; none where it is of no pace.
    package static func field(ofRequest name: String) -> Field? {
        name == "pace" || name.hasPrefix("pace.") ? .perMinute : Field(rawValue: name)
    }
}
