import Foundation
import SlipwayCore

/// Who sits at the terminal: what every mutation records.
enum LoginName {
    /// The operator who runs this program; behind sudo, also who became it.
    static func principal(organization: OrganizationScope = .all) -> Principal {
        let environment = ProcessInfo.processInfo.environment
        let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
        let sudo = environment["SUDO_USER"].flatMap { $0.isEmpty || $0 == name ? nil : " (sudo by \($0))" } ?? ""
        return .operator(name + sudo, organization: organization)
    }
}
