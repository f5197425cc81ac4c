import SlipwayCore
import SlipwayServices
import TerminalUI

/// The dashboard as one value, for the terminal loop or a test to run.
package enum DashboardApplication {
    /// - Parameters:
    ///   - services: on a repository of their own, so that a poll waits for no other work, and its marks compare.
    ///   - organization: the name of the one to which the principal is limited; none for all.
    ///   - isProduction: whether that one is in production, which the header shows.
    ///   - interval: between two polls.
    ///   - themeName: one of `themes`, which has to be the loop's catalog too.
    ///   - log: what its own screen shows.
    ///   - drafts: where forms keep what is not finished.
    ///   - notices: what the terminal has to say at first.
    package static func make(
        services: Services, principal: Principal, log: LogBook, isReadOnly: Bool, organization: String? = nil,
        isProduction: Bool = false, interval: Duration = .seconds(1), themeName: String = "default",
        themes: ThemeCatalog = .dashboard,
        drafts: DraftFolder? = nil, notices: [SafeText] = []
    ) -> Application {
        let start = ContinuousClock.now
        let permission = WritePermission()
        let reads = DashboardReads(
            services: services, principal: principal, permission: permission, jitter: { .random(in: 0...1) },
            milliseconds: { Int64((ContinuousClock.now - start) / .milliseconds(1)) })
        let header = HeaderState(
            organization: organization.map { SafeText($0, limit: 100) } ?? "all organizations",
            isProduction: isProduction,
            viewer: isReadOnly ? .readOnly : .named(SafeText(principal.name, limit: 100)),
            pollInterval: Int64(interval / .milliseconds(1)))
        let acts = DashboardActs(
            services: isReadOnly ? nil : services, principal: principal, permission: permission)
        return make(
            reads: reads, acts: acts, log: log, header: header, themeName: themeName, themes: themes, drafts: drafts,
            notices: notices)
    }

    static func make(
        reads: DashboardReads, acts: DashboardActs, log: LogBook, header: HeaderState, themeName: String = "default",
        themes: ThemeCatalog = .dashboard, drafts: DraftFolder? = nil, notices: [SafeText] = []
    ) -> Application {
        let interval = header.pollInterval
        let context = DashboardContext(reads: reads, acts: acts, log: log, interval: interval, drafts: drafts)
        return Application(
            home: AnyScreen(RolloutsScreen(context: context, notices: notices)), header: header,
            commands: ScreenRegistry.commands(context: context, themes: themes),
            themeName: themeName)
    }
}
