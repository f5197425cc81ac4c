import SlipwayCore
import Testing

@Suite struct RolloutApprovalTests {
    private static func person(_ name: String) -> RolloutAuthor { RolloutAuthor(kind: .operator, name: name) }

    private static func token(_ id: Int, _ description: String, by maker: String? = "root") -> RolloutAuthor {
        RolloutAuthor(
            kind: .token, name: "\(id) (\(description))", token: TokenOrigin(description: description, madeBy: maker))
    }

    struct Pair: Sendable {
        let author: RolloutAuthor
        let other: RolloutAuthor
        let isAnother: Bool

        init(_ author: RolloutAuthor, _ other: RolloutAuthor, _ isAnother: Bool) {
            (self.author, self.other, self.isAnother) = (author, other, isAnother)
        }
    }

    @Test(arguments: [
        Pair(person("ada"), person("ada"), false),
        Pair(person("ada"), person("bob"), true),
        // Who became another user is still who that is.
        Pair(person("ada"), person("root (sudo by ada)"), false),
        Pair(person("root (sudo by ada)"), person("ada"), false),
        Pair(person("root (sudo by ada)"), person("root (sudo by bob)"), true),
        Pair(token(1, "ci"), token(1, "ci"), false),
        Pair(token(1, "ci"), token(2, "ci"), false),
        Pair(token(1, "ci"), token(2, " CI "), false),
        Pair(token(1, "ci"), token(2, "release board"), true),
        // A token of the author's making, and the other way round.
        Pair(person("ada"), token(2, "board", by: "ada"), false),
        Pair(person("root (sudo by ada)"), token(2, "board", by: "ada"), false),
        Pair(token(1, "ci"), token(2, "board", by: "1 (ci)"), false),
        Pair(token(1, "ci", by: "ada"), person("ada"), false),
        Pair(token(1, "ci", by: "ada"), person("root (sudo by ada)"), false),
        Pair(token(1, "ci", by: "2 (board)"), token(2, "board"), false),
        Pair(person("ada"), token(2, "board"), true),
        Pair(token(1, "ci"), person("bob"), true),
        // Who made a token from before that was kept is not known.
        Pair(person("ada"), token(2, "board", by: nil), true),
        Pair(token(1, "ci", by: nil), token(2, "board", by: nil), true),
    ])
    func `another person is none that wrote it, under whatever token`(pair: Pair) {
        #expect((pair.author.refusal(of: pair.other) == nil) == pair.isAnother)
    }

    @Test(arguments: [
        (100, 100, false), (100, 101, false), (100, 99, false), (100, 102, true), (100, 98, true), (0, 1, true),
        (50, 51, true), (1_000_000, 1_010_000, false), (1_000_000, 1_010_001, true),
    ])
    func `over one in a hundred devices more or fewer is another rollout`(approved: Int, count: Int, hasDrifted: Bool) {
        #expect(RolloutApproval(approvedCount: approved).hasDrifted(to: count) == hasDrifted)
        #expect(!RolloutApproval().hasDrifted(to: count))
    }

    @Test func `what became another is named by its field, in the order of the fields`() {
        let before = RolloutContent(name: "spring", maximumInFlight: 100, plan: RolloutPlan(filter: "hardware=a"))
        var after = before
        #expect(after.changes(from: before).isEmpty)
        after.maximumInFlight = 500
        after.plan.filter = "hardware=b"
        after.plan.waves[0].gate = GateRequest(maximumBad: 3, maximumBadShare: 0.02)
        after.plan.advance.isAutomatic = false
        #expect(
            after.changes(from: before).map(\.text) == [
                "filter: hardware=a to hardware=b",
                "gates: standard, standard, standard, standard to 3 bad and 2%, standard, standard, standard",
                "advances_itself: true to false", "max_in_flight: 100 to 500",
            ])
    }

    @Test(arguments: [
        ("organization=acme", ApprovalReach.named(["acme"])),
        ("organization in(acme, beta)", .named(["acme", "beta"])),
        ("hardware=a and organization=acme", .named(["acme"])), ("hardware=a", .all), ("organization!=acme", .all),
    ])
    func `a filter reaches the organizations that it names, or all`(text: String, reach: ApprovalReach) throws {
        #expect(ApprovalReach(of: try Filter(text, of: DeviceOrder.self)) == reach)
    }
}
