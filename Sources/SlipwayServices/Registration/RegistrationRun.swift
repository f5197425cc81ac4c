import SlipwayCore

/// One sending of rows, request by request; the uids and tokens of each are on disk before it goes.
package actor RegistrationRun {
    /// What became of one row; no token is in it.
    package enum RowOutcome: Hashable, Sendable {
        case registered(uid: String)
        case failed(code: String, faults: [String])
    }

    package enum Answer: Sendable {
        /// One outcome a row, in their order.
        case answered([RowOutcome])
        /// Nothing of these rows was registered.
        case notSent(SlipwayError)
        /// The answer was lost: the same rows may be sent again, which registers nothing twice.
        case unknown(SlipwayError)
    }

    /// Rows in one request.
    package nonisolated let limit: Int
    private let registration: SheetRegistration

    /// - Parameter tokenPath: a token file, which is made or used again; `~` is the home folder.
    /// - Throws: REQUEST_001 where it cannot be used.
    package init(services: Services, principal: Principal, tokenPath: String) throws {
        let path = HomeFolder.expanded(tokenPath)
        registration = SheetRegistration(
            services: services, principal: principal, tokens: try TokenFile(path: path))
        limit = registration.limit
    }

    /// After anything but an answer a new run must send these rows again, because this one has given out their tokens.
    package func send(_ rows: [DeviceSheetRow]) async -> Answer {
        let prepared: SheetRegistration.Prepared
        do {
            prepared = try await registration.prepareChecked(rows)
        } catch {
            return .notSent(Self.known(error))
        }
        do {
            let outcomes = try await registration.register(prepared)
            return .answered(outcomes.map(Self.outcome))
        } catch {
            let known = Self.known(error)
            switch known.databaseFailure {
            case .away: return .unknown(known)
            case .unusable, nil: return .notSent(known)
            }
        }
    }

    private static func outcome(_ outcome: SheetRegistration.Outcome) -> RowOutcome {
        switch outcome {
        case .registered(let device, _): .registered(uid: device.deviceUID)
        case .failed(let code, let faults): .failed(code: code, faults: faults)
        }
    }

    /// The driver's own words are not for people.
    private static func known(_ error: any Error) -> SlipwayError {
        error as? SlipwayError ?? .databaseUnavailable("the answer cannot be read")
    }
}
