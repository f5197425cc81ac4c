import SlipwayCore
import TerminalUI
import TestSupport

@testable import SlipwayDashboard

extension Robot {
    /// The form that `n` opens on a list.
    mutating func openForm(on list: String) async {
        await open(list)
        await press("n")
    }

    /// The form that changes the first organization.
    mutating func openOrganization() async {
        await open("organizations")
        await press("a")
        await answer("j", "j", .enter)
    }

    /// Types into the field that is so many below the first, and stays in it.
    mutating func fillTimeZone(below count: Int, _ zone: String) async {
        for _ in 0..<count { await press("j") }
        await press(.enter, .control("u"))
        await type(zone)
    }

    /// A token `ci` that may read updates.
    mutating func fillToken(path: String) async {
        await press("1", .enter, .control("u"))
        await type("ci")
        await press(.enter, .escape, "j", "j", .enter, .control("u"))
        await type(path)
        await press(.escape)
        let reading = Scope.allCases.firstIndex(of: .updatesRead) ?? 0
        for _ in 0...reading { await press("j") }
        await press(" ")
    }

    /// Of the release with the highest version.
    mutating func openPromotion() async {
        await open("firmware")
        await press("a")
        await answer(.enter)
    }
}

extension DashboardFleet {
    func addDraftRelease(_ version: String) async throws {
        try await services.repository.write { transaction in
            _ = try transaction.insertRelease(version: version, status: .draft)
        }
    }
}
