/// Why a session is not offered, acknowledged or fed at the moment.
package enum HoldReason: String, CaseIterable, Hashable, Sendable, Codable {
    case systemHalted = "system_halted"
    case organizationHalted = "organization_halted"
    case organizationInactive = "organization_inactive"
    case batchPaused = "batch_paused"
    case batchCancelling = "batch_cancelling"
    case maximumInFlight = "max_in_flight"

    package var message: String {
        switch self {
        case .systemHalted: "all updates are halted"
        case .organizationHalted: "the updates of the organization are halted"
        case .organizationInactive: "the organization is inactive"
        case .batchPaused: "the batch is paused"
        case .batchCancelling: "the batch is being cancelled"
        case .maximumInFlight: "as many devices as allowed are updating"
        }
    }
}
