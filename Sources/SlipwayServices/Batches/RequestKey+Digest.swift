import Crypto
import SlipwayCore

extension RequestKey {
    /// The body is what the request means, not how it was sent: it is the same from the command line, the dashboard and
    /// over HTTP. Devices count by their uids, in no order; a filter or an organization counts as itself, whatever devices
    /// it finds at the moment.
    ///
    /// - Returns: none where the request bears no key.
    init?(of request: BatchRequest, as principal: Principal, in reader: any RepositoryReader) throws {
        guard let key = request.requestID else { return nil }
        var digest = RequestDigest("batch")
        digest.add("name", [request.name])
        digest.add("firmware", [try Self.name(of: request.firmware, as: principal, in: reader)])
        digest.add("target", try Self.names(of: request.target, in: reader))
        digest.add("max_in_flight", ["\(request.maximumInFlight ?? Rollout.defaultMaximumInFlight)"])
        if let gate = request.gate {
            let minimum = gate.minimumJudged.map { "\($0)" } ?? "default"
            digest.add("gate", ["\(gate.maximumBad)", "\(gate.maximumBadShare)", minimum])
        }
        digest.add("leaves_out_current", ["\(request.leavesOutCurrent)"])
        if request.submits == false { digest.add("draft", []) }
        if let schedule = request.schedule { digest.add("schedule", [try JSONText.compact(schedule)]) }
        if case .exactly(let fingerprint) = request.expected { digest.add("expect", [fingerprint.text]) }
        self.init(scope: principal.organization, key: key, bodySHA256: digest.hexText)
    }

    /// The same of a rollout with a plan.
    init?(of request: RolloutRequest, as principal: Principal, in reader: any RepositoryReader) throws {
        guard let key = request.requestID else { return nil }
        var digest = RequestDigest("rollout")
        digest.add("name", [request.name])
        digest.add("firmware", [try Self.name(of: request.firmware, as: principal, in: reader)])
        digest.add("target", try Self.names(of: request.target, in: reader))
        digest.add("max_in_flight", ["\(request.maximumInFlight ?? Rollout.defaultMaximumInFlight)"])
        digest.add("plan", [try JSONText.compact(request.plan)])
        // Whether it is submitted at once is no part of what is rolled out; that it must wait is.
        if request.submits == false { digest.add("draft", []) }
        self.init(scope: principal.organization, key: key, bodySHA256: digest.hexText)
    }

    /// - Parameter name: what the request says of it.
    init(_ key: String, retrying batch: UpdateBatch.ID, name: String?, as principal: Principal) {
        var digest = RequestDigest("retry")
        digest.add("batch", [batch.description])
        digest.add("name", [name].compactMap { $0 })
        self.init(scope: principal.organization, key: key, bodySHA256: digest.hexText)
    }

    /// - Parameter name: what the request says of it.
    init(
        _ key: String, retrying group: RetryGroup, of rollout: Rollout.ID, name: String?, as principal: Principal
    ) {
        var digest = RequestDigest("retry of a rollout")
        digest.add("rollout", [rollout.description])
        digest.add("cause", [group.cause.rawValue])
        digest.add("reason_key", [group.reasonKey].compactMap { $0 })
        digest.add("reason_code", [group.reasonCode?.rawValue].compactMap { $0 })
        digest.add("name", [name].compactMap { $0 })
        self.init(scope: principal.organization, key: key, bodySHA256: digest.hexText)
    }

    /// The version of the release that is meant, as that spells it; what names none, or several, is refused later.
    private static func name(
        of firmware: ReleaseName, as principal: Principal, in reader: any FirmwareReader
    ) throws -> String {
        do {
            return try reader.release(firmware, in: principal.organization).version
        } catch SlipwayError.firmwareNotFound, SlipwayError.versionAmbiguous {
            switch firmware {
            case .version(let version): return version
            case .id(let id): return "#\(id)"
            }
        }
    }

    private static func names(of target: BatchRequest.Target, in reader: any UpdateReader) throws -> [String] {
        switch target {
        case .devices(let ids, let uids):
            let found = try reader.candidates(ids: ids, uids: [])
            let unknown = Set(ids).subtracting(found.map(\.deviceID)).map { "#\($0)" }
            return ["devices"] + Set(found.map(\.deviceUID) + uids + unknown).sorted()
        case .organization(let name): return ["organization", name]
        case .matching(let filter): return ["filter", filter.description]
        }
    }
}

/// Each text ends with a byte that no UTF-8 holds, so that two texts are never taken for one.
private struct RequestDigest {
    private var hash = SHA256()

    init(_ kind: String) { add(kind, []) }

    mutating func add(_ name: String, _ values: [String]) {
        for text in [name, "\(values.count)"] + values { hash.update(data: Array(text.utf8) + [0xFF]) }
    }

    var hexText: String { hash.finalize().hexText }
}
