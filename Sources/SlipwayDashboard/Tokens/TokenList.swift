import SlipwayCore
import SlipwayServices
import TerminalUI

/// All access tokens; what they open, never what they are.
struct TokenList: ListSource {
    let context: DashboardContext

    let name = "tokens"
    let columns = [
        TableColumn("DESCRIPTION", .flexible(minimum: 16)),
        TableColumn("SCOPES", .flexible(minimum: 16)),
        TableColumn("ORGANIZATION", .fixed(12), dropOrder: 3),
        TableColumn("USED", .fixed(12), dropOrder: 1),
        TableColumn("EXPIRES", .fixed(16), dropOrder: 2),
    ]
    let emptyAdvice: SafeText = "no access token yet: n makes one"
    let exportHeadings = ["id", "description", "scopes", "organization_id", "last_accessed_at", "expires_at"]

    var reads: ListReads<AccessTokenOrder, AccessToken> { context.reads.tokenList }

    func id(of row: AccessToken) -> AccessToken.ID { row.id }
    func copied(_ row: AccessToken) -> String { row.description }

    func cells(_ row: AccessToken, context: ViewContext) -> [StyledText] {
        [
            StyledText(SafeText(row.description, limit: 200)),
            StyledText(Self.scopes(row)),
            StyledText(row.organizationID.map { SafeText($0.description) } ?? "all"),
            StyledText(row.lastAccessedAt.map { context.time($0) } ?? "never"),
            Self.expiry(row, context),
        ]
    }

    func detail(_ row: AccessToken, columns: Int, context: ViewContext) -> [StyledText] {
        let facts: [(name: SafeText, value: SafeText)] = [
            ("scopes", Self.scopes(row)),
            ("organization", row.organizationID.map { SafeText($0.description) } ?? "all"),
            ("created", context.time(row.createdAt)),
            ("last used", row.lastAccessedAt.map { context.time($0) } ?? "never"),
            ("expires", row.expiresAt.map { context.time($0) } ?? "never"),
        ]
        return [StyledText(SafeText(row.description, limit: 200), .title), .empty]
            + FactLines.of(facts, columns: columns)
    }

    func exportCells(_ row: AccessToken) -> [String] {
        [
            row.id.description, row.description, row.scopes.map(\.rawValue).joined(separator: " "),
            row.organizationID?.description ?? "", row.lastAccessedAt?.description ?? "",
            row.expiresAt?.description ?? "",
        ]
    }

    func actions(on rows: [AccessToken], text: SafeText, acts: DashboardActs) -> [ScreenAction] {
        rows.count == 1 ? rows.flatMap { TokenActions(token: $0, acts: acts).all } : []
    }

    func generalActions(_ query: AccessTokenQuery, acts: DashboardActs) -> [ScreenAction] {
        [
            ScreenAction(
                title: "create an access token", key: "n", disabledReason: acts.refusal,
                handler: .open { [context] in TokenForm.screen(context) })
        ]
    }

    private static func expiry(_ row: AccessToken, _ context: ViewContext) -> StyledText {
        let now = Timestamp(milliseconds: context.now.wall.milliseconds)
        if row.hasExpired(at: now) { return StyledText("expired", .warning) }
        return StyledText(row.expiresAt.map { context.time($0) } ?? "never")
    }

    private static func scopes(_ row: AccessToken) -> SafeText {
        SafeText(row.scopes.map(\.rawValue).joined(separator: " "), limit: 300)
    }
}
