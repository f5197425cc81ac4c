/// What a principal may do; the names are those of access tokens.
package enum Scope: String, CaseIterable, Hashable, Sendable, Codable {
    case organizationsRead = "organizations:read"
    case organizationsWrite = "organizations:write"
    case devicesRead = "devices:read"
    case devicesWrite = "devices:write"
    case telemetryWrite = "telemetry:write"
    case firmwareRead = "firmware:read"
    case firmwareWrite = "firmware:write"
    case firmwareAdmin = "firmware:admin"
    case updatesRead = "updates:read"
    case updatesStop = "updates:stop"
    case updatesWrite = "updates:write"
    case admin
}
