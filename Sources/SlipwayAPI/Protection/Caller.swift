import SlipwayServices

/// Who sends a request, as far as that is known before any record is read.
struct Caller: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Shows no token.
        case address
        case device
        /// Automation, or a person.
        case token
    }

    let kind: Kind
    let lane: Route.Lane
    /// The SHA-256 of the token that it shows, or the address that it calls from.
    let key: String

    init(_ route: Route, token: String, address: String) {
        lane = route.lane
        switch route.access {
        case .open: kind = .address
        case .device, .deviceInHandler: kind = token.isEmpty ? .address : .device
        case .scopes: kind = token.isEmpty ? .address : .token
        }
        key = kind == .address ? address : TokenHash.sha256Hex(of: token)
    }
}

extension Route {
    /// Which places a request takes.
    enum Lane: Hashable, Sendable {
        case shared
        /// Free whatever the others do: what tells whether the service lives, and what stops an update.
        case reserved
    }

    var lane: Lane {
        switch access {
        case .open: .reserved
        case .scopes(let scopes): scopes.contains(.updatesStop) ? .reserved : .shared
        case .device, .deviceInHandler: .shared
        }
    }
}
