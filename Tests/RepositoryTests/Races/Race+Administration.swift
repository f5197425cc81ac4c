import SlipwayCore
import SlipwayServices

extension Race {
    static let administration = [
        Race("a token revoked twice at once") { round in
            let request = AccessTokenRequest(description: "ci", scopes: [.devicesRead])
            let id = try await round.services.authentication.create(request, as: round.ada).record.id
            return times(4) { try await round.services.authentication.revoke(id, as: round.ada).description }
        } faults: { round, outcomes in
            let revoked = try await round.events(.accessTokenRevoked).count
            return unexpected(outcomes, allowed: ["AUTH_004"])
                + fault(revoked != 1, "\(revoked) events of one revocation")
        },
        Race("a setting set at once") { round in
            times(4) {
                try await round.services.sharedSettings.set(
                    "typed_count_from", to: "\(round.number + 1)", by: round.ada
                )
                .setting.name
            }
        } faults: { round, outcomes in
            let changes = try await round.events(.settingChanged).count
            return unexpected(outcomes, allowed: []) + fault(changes != 1, "\(changes) events of one change")
        },
        Race("organizations of one name, and changes of one") { round in
            let organizations = round.services.organizations
            let new = NewOrganization(name: "new-\(round.number)", environment: .production)
            return times(2) { try await organizations.create(new, as: round.ada).name } + [
                {
                    try await organizations.update(
                        round.organization.name, OrganizationChange(displayName: "A"), as: round.ada
                    ).name
                },
                {
                    try await organizations.update(
                        round.organization.name, OrganizationChange(deviceLimit: 77), as: round.ada
                    ).name
                },
                {
                    try await "\(round.updates.halt(organization: round.organization.name, reason: "x", as: round.ada))"
                },
            ]
        } faults: { round, outcomes in
            let changed = try await round.services.organizations.organization(round.organization.id, as: round.ada)
            return unexpected(outcomes, allowed: ["ORG_005"])
                + fault(outcomes.prefix(2).compactMap(\.returned).count != 1, "made more than once")
                + fault(
                    changed.displayName != "A" || changed.deviceLimit != 77 || !changed.halted, "a change was lost")
        },
    ]
}
