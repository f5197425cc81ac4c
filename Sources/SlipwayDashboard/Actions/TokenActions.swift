import SlipwayCore
import SlipwayServices
import TerminalUI

/// Making access tokens, and ending them.
struct TokenActions: Sendable {
    let token: AccessToken
    let acts: DashboardActs

    var all: [ScreenAction] { [revocation] }

    static func creation(_ acts: DashboardActs) -> ScreenAction {
        ScreenAction(
            title: "create an access token", key: "n", disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Create an access token?",
                lines: [StyledText("It goes to a file that only you can read, and is never shown.")],
                fields: [
                    Dialog.Field("what it is for"), Dialog.Field("scopes", initial: Scope.updatesRead.rawValue),
                    Dialog.Field("organization (all)", isOptional: true),
                    Dialog.Field("ends in, as 30d (never)", isOptional: true),
                    Dialog.Field("save it to", initial: "slipway.token"),
                ],
                confirm: Dialog.Button("Create it", shortcut: "y"), keep: Dialog.Button("Leave it", shortcut: "n"))
        ) { typed in
            let (request, path) = try request(typed)
            try await SecretFile.save(to: path) {
                try await acts.service(\.authentication).create(request, as: acts.principal).token
            }
            return "the token " + SafeText(request.description, limit: 60) + " is in " + SafeText(path, limit: 200)
        }
    }

    private var revocation: ScreenAction {
        let (acts, id) = (acts, token.id)
        let name = SafeText(token.description, limit: 60)
        return ScreenAction(
            title: "revoke " + name, key: "X", disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Revoke " + name + " for good?",
                lines: [StyledText("Whoever holds it is refused from now on.")],
                confirm: Dialog.Button("Revoke it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep it", shortcut: "n"))
        ) { _ in
            _ = try await acts.service(\.authentication).revoke(id, as: acts.principal)
            return "revoked " + name
        }
    }

    /// - Throws: REQUEST_001 with every fault of what was typed.
    private static func request(_ typed: [String]) throws -> (AccessTokenRequest, path: String) {
        guard typed.count == 5 else { throw SlipwayError.invalidRequest([]) }
        let words = typed[1].split { $0 == " " || $0 == "," }.map(String.init)
        let scopes = words.compactMap(Scope.init)
        var faults = words.filter { Scope(rawValue: $0) == nil }.map { word in
            FieldFault(field: "scopes", fault: "there is no \(word)")
        }
        let lifetime = TokenLifetime(typed[3])
        if !typed[3].isEmpty, lifetime == nil {
            faults.append(FieldFault(field: "ends in", fault: "is no time such as 12h or 30d"))
        }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let request = AccessTokenRequest(
            description: typed[0], scopes: Set(scopes), organization: typed[2].isEmpty ? nil : typed[2],
            expiresIn: lifetime?.duration)
        return (request, typed[4])
    }
}
