import TerminalUI
import Testing

@testable import SlipwayDashboard

struct DashboardHeaderTests {
    @Test func `a theme file that names a role as earlier versions did still counts, without a fault`() {
        var catalog = ThemeCatalog.dashboard
        catalog.add(
            name: "mine", file: "mine.yaml",
            text: """
                name: mine
                inherits: default
                roles:
                  header.production: { 256: "#00FF00 bold" }
                """)
        let (theme, issues) = catalog.theme(named: "mine")
        #expect(issues == [])
        let shipped = catalog.theme(named: "default").theme
        let look = theme.look(of: .headerAlert, tier: .full)
        #expect(look != shipped.look(of: .headerAlert, tier: .full))
        #expect(look.attributes == .bold)
    }

    @Test func `only production is marked`() {
        #expect(HeaderState(organization: "acme", viewer: .readOnly, pollInterval: 1_000).scope.role == .header)
        let production = HeaderState(
            organization: "acme", isProduction: true, viewer: .readOnly, pollInterval: 1_000)
        #expect(production.scope == HeaderBadge("acme", role: .headerAlert))
    }
}
