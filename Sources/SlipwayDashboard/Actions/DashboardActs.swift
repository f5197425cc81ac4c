import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the dashboard may change, and as whom.
struct DashboardActs: Sendable {
    /// None where the dashboard is read-only.
    let services: Services?
    let principal: Principal
    /// What the database says, which no flag knows.
    var permission = WritePermission()
    /// Set while the database does not answer.
    var isLost = false

    /// Why nothing at all can be changed.
    var refusal: SafeText? {
        if services == nil { return "this dashboard is read-only" }
        return isLost ? "the database is lost" : permission.refusal
    }

    /// Why a viewer of one organization cannot do what concerns them all.
    var refusalToAll: SafeText? {
        refusal ?? (principal.organization == .all ? nil : "only for those who see every organization")
    }

    /// What is typed before devices start or go on, as the settings were when they were read last.
    var confirmation: StartConfirmation { StartConfirmation(services?.sharedSettings.latest ?? SettingValues()) }

    func lost(_ isLost: Bool) -> DashboardActs {
        var acts = self
        acts.isLost = isLost
        return acts
    }

    /// - Throws: REQUEST_001 where the dashboard is read-only; nothing is asked then.
    func service<Value>(_ path: KeyPath<Services, Value>) throws -> Value {
        guard let services else {
            throw SlipwayError.invalidRequest([FieldFault(field: "dashboard", fault: "is read-only")])
        }
        return services[keyPath: path]
    }
}
