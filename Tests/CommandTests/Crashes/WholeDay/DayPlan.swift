import SlipwayCore

/// What becomes of one rollout in a day, as chance has it.
struct DayPlan: Sendable {
    /// Whether its devices update in windows alone.
    let isWindowed: Bool
    /// Whether another person changes it once it is approved.
    let isEdited: Bool
    /// After so many devices hardware B is left out; none where it is not.
    let excludesAfter: Int?
    /// After so many devices they all go back; none where they do not.
    let goesBackAfter: Int?
    /// Whether it is cancelled before its devices go back, and not while they do.
    let isCancelledFirst: Bool
    /// From its creation until it begins.
    let delay: Duration

    init(using random: inout SeededGenerator) {
        isWindowed = Int.random(in: 0..<3, using: &random) > 0
        isEdited = Int.random(in: 0..<3, using: &random) == 0
        excludesAfter = Bool.random(using: &random) ? Int.random(in: 0...4, using: &random) : nil
        goesBackAfter = Int.random(in: 0..<4, using: &random) > 0 ? Int.random(in: 2...8, using: &random) : nil
        isCancelledFirst = Bool.random(using: &random)
        delay = .milliseconds(Int.random(in: 800...2_000, using: &random))
    }

    /// Its windows are half a day away by themselves: what opens meanwhile is stored as a worker stores the next one.
    func body(_ name: String, organization: String, release: FirmwareRelease.ID, now: Timestamp) -> String {
        let hour = Int((now.milliseconds / 3_600_000 + 11) % 24)
        let days = Weekday.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        let window = """
            {"days":[\(days)],"from":"\(TimeOfDay(minute: hour * 60))","to":"\(TimeOfDay(minute: hour * 60 + 60))"}
            """
        return """
            {"name":"\(name)","request_id":"\(name)","firmware_id":\(release),"organization":"\(organization)",\
            "leaves_out_current":false,"submit":true,"max_in_flight":100,\
            "waves":[{"size":"4","gate":\(Self.gate)},{"size":"100%","gate":\(Self.gate)}],\
            "schedule":{"start":"\(now + delay)"}\(isWindowed ? ",\"windows\":[\(window)]" : "")}
            """
    }

    /// Some rollouts break it.
    private static let gate = #"{"max_bad":2,"max_bad_share":0.1,"minimum_judged":4}"#
}
