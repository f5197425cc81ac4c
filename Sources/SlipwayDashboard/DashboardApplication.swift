import SlipwayCore
import SlipwayServices
import TerminalUI

/// The dashboard as one value, for the terminal loop or a test to run.
package enum DashboardApplication {
    /// - Parameters:
    ///   - services: on a repository of their own, so that a poll waits for nobody and its change marks can be compared.
    ///   - organization: to which the principal is limited; none for all.
    ///   - interval: between two polls.
    ///   - theme: the name of one of `themes`, which has to be the loop's catalog too.
    package static func make(
        services: Services, principal: Principal, organization: Organization? = nil, isReadOnly: Bool,
        interval: Duration = .seconds(1), theme: String = "default", themes: ThemeCatalog = ThemeCatalog()
    ) -> Application {
        let start = ContinuousClock.now
        let reads = DashboardReads(services: services, principal: principal) {
            Int64((ContinuousClock.now - start) / .milliseconds(1))
        }
        return make(
            reads: reads,
            header: HeaderState(
                organization: organization.map { SafeText($0.name, limit: 100) } ?? "all organizations",
                isProduction: organization?.environment == .production,
                viewer: isReadOnly ? .readOnly : .named(SafeText(principal.name, limit: 100)),
                pollInterval: Int64(interval / .milliseconds(1))),
            theme: theme, themes: themes)
    }

    static func make(
        reads: DashboardReads, header: HeaderState, theme: String = "default", themes: ThemeCatalog = ThemeCatalog()
    ) -> Application {
        Application(
            home: AnyScreen(RolloutsScreen(reads: reads, interval: header.pollInterval)), header: header,
            commands: ScreenRegistry.commands(reads: reads, interval: header.pollInterval, themes: themes),
            themeName: theme)
    }
}
