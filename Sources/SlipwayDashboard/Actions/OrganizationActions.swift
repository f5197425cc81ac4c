import SlipwayCore
import SlipwayServices
import TerminalUI

/// Halting the updates of one organization, letting them go on, and changing its limit.
struct OrganizationActions: Sendable {
    let organization: Organization
    let acts: DashboardActs

    var all: [ScreenAction] { [organization.halted ? release : halt, limit] }

    private var halt: ScreenAction {
        let (acts, name) = (acts, organization.name)
        let safe = SafeText(name, limit: 60)
        return ScreenAction(
            title: "halt every update of " + safe, key: "X", disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Halt every update of " + safe + "?",
                lines: [
                    StyledText(
                        "Nothing is offered, started or downloaded by its "
                            + CountText.of(organization.deviceCount, "device", "devices") + "; what is flashed goes on."
                    )
                ],
                fields: [Dialog.Field("reason")],
                confirm: Dialog.Button("Halt them", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep running", shortcut: "n"))
        ) { typed in
            _ = try await acts.service(\.updates).halt(
                organization: name, reason: typed.first ?? "", as: acts.principal)
            return "halted every update of " + safe
        }
    }

    private var release: ScreenAction {
        let (acts, name) = (acts, organization.name)
        let safe = SafeText(name, limit: 60)
        return ScreenAction(
            title: "release the updates of " + safe, key: "X",
            disabledReason: organization.haltReach == .organization ? acts.refusal : acts.refusalToAll,
            dialog: Dialog(
                title: "Release the updates of " + safe + "?",
                lines: [
                    StyledText(
                        "Every batch that runs goes on where it was held, on any of its "
                            + CountText.of(organization.deviceCount, "device", "devices") + ".")
                ],
                fields: acts.confirmation.fields(name: name, devices: organization.deviceCount),
                confirm: Dialog.Button("Release them", shortcut: "y"),
                keep: Dialog.Button("Keep halted", shortcut: "n"))
        ) { _ in
            _ = try await acts.service(\.updates).release(organization: name, as: acts.principal)
            return "released the updates of " + safe
        }
    }

    private var limit: ScreenAction {
        let (acts, name) = (acts, organization.name)
        let safe = SafeText(name, limit: 60)
        let now = CountText.exact(organization.deviceLimit)
        return ScreenAction(
            title: "change the device limit of " + safe, key: nil, disabledReason: acts.refusalToAll,
            dialog: Dialog(
                title: "Change the device limit of " + safe + "?",
                lines: [
                    StyledText("It is " + now + " now; " + CountText.exact(organization.deviceCount) + " are used.")
                ],
                fields: [Dialog.Field("new limit")],
                confirm: Dialog.Button("Change it", shortcut: "y"),
                keep: Dialog.Button("Leave it", shortcut: "n"))
        ) { typed in
            guard let limit = Int(typed.first ?? "") else {
                throw SlipwayError.invalidRequest([FieldFault(field: "limit", fault: "is not a number")])
            }
            var change = OrganizationChange()
            change.deviceLimit = limit
            _ = try await acts.service(\.organizations).update(name, change, as: acts.principal)
            return "the limit of " + safe + " is " + CountText.exact(limit) + " now"
        }
    }
}
