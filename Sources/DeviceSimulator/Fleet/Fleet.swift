import Logging
import ServiceLifecycle
import SlipwayCore
import SlipwayServices

/// Thousands of simulated devices in one process.
///
/// It keeps nothing that it could not find out again: ended at any instant and started again, each device asks the
/// service where it stands.
package actor Fleet: Service {
    private let roster: FleetRoster
    private let profile: FleetProfile
    private let pace: FleetPace
    private let clock: FleetClock
    private let logger: Logger
    private let link: any DeviceLink

    private var devices: [String: SimulatedDevice] = [:]
    private var tally = FleetSummary()
    private var discoveryDueAt: Timestamp?
    private var isOutageReported = false

    /// - Parameters:
    ///   - principal: lists the devices; their own calls are made as each device itself.
    package init(
        services: Services, profile: FleetProfile, pace: FleetPace = .standard, selection: FleetSelection = .init(),
        as principal: Principal, clock: FleetClock, logger: Logger
    ) {
        roster = .services(services, selection, as: principal)
        self.profile = profile
        self.pace = pace
        self.clock = clock
        self.logger = logger
        link = ServiceLink(services.updates)
    }

    /// Its devices speak HTTP, each with its own token.
    ///
    /// - Parameter cutRate: the share of their reads that break off, from 0 to 1.
    package init(
        of members: [FleetMember], on server: ServerAddress, profile: FleetProfile, pace: FleetPace = .standard,
        cutRate: Double = 0.1, clock: FleetClock, logger: Logger
    ) {
        let tokens = Dictionary(members.map { ($0.deviceUID, $0.token) }) { first, _ in first }
        let link = ServerLink(server, tokens: tokens, seed: profile.seed, cutRate: cutRate)
        self.init(of: members, over: link, profile: profile, pace: pace, clock: clock, logger: logger)
    }

    /// Its devices speak as the link lets them.
    package init(
        of members: [FleetMember], over link: any DeviceLink, profile: FleetProfile, pace: FleetPace = .standard,
        clock: FleetClock, logger: Logger
    ) {
        roster = .members(members)
        self.profile = profile
        self.pace = pace
        self.clock = clock
        self.logger = logger
        self.link = link
    }

    package var summary: FleetSummary {
        var summary = tally
        summary.devices = devices.count
        for device in devices.values {
            switch device.activity {
            case .idle: break
            case .acknowledging, .downloading, .flashing, .rebooting, .failing: summary.updating += 1
            case .silent, .lost: summary.silent += 1
            }
        }
        return summary
    }

    /// When the next device is due; none while there are no devices.
    package var nextDueAt: Timestamp? { devices.values.map(\.dueAt).min() }

    /// Plays the devices until the process is asked to end.
    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    try await self.beat()
                    try await self.clock.sleep(Self.tick)
                }
            }
        } catch is CancellationError {
            logger.debug("the fleet stops", metadata: ["summary": "\(summary)"])
        }
    }

    /// One pass: looks for new devices now and then, and lets every device that is due make one call.
    ///
    /// - Returns: whether any device was due.
    /// - Throws: what listing the devices throws, ORG_001 among it.
    @discardableResult
    package func step() async throws -> Bool {
        let now = clock.now()
        if discoveryDueAt.map({ $0 <= now }) ?? true {
            try await discoverDevices(at: now)
            discoveryDueAt = now + Self.discoveryInterval
        }
        let due = devices.values.filter { $0.dueAt <= now }.sorted { $0.dueAt < $1.dueAt }
        try await call(due, at: now)
        return !due.isEmpty
    }

    /// How many calls are under way at a time: a database has few connections, and other callers.
    private static let concurrentCalls = 16
    private static let tick: Duration = .milliseconds(200)
    private static let discoveryInterval: Duration = .seconds(20)
    private static let pageSize = 500
}

extension Fleet {
    /// A step that outlives an outage of the database.
    private func beat() async throws {
        do {
            try await step()
            isOutageReported = false
        } catch let error as SlipwayError {
            guard case .away? = error.databaseFailure else { throw error }
            if !isOutageReported { logger.warning("the fleet waits", metadata: ["error": "\(error)"]) }
            isOutageReported = true
            try await clock.sleep(.seconds(1))
        }
    }

    private func discoverDevices(at now: Timestamp) async throws {
        switch roster {
        case .services(let services, let selection, let principal):
            try await discoverDevices(in: services, selection, as: principal, at: now)
        case .members(let members):
            for member in members where devices[member.deviceUID] == nil {
                devices[member.deviceUID] = SimulatedDevice(member, profile: profile, pace: pace, at: now)
            }
        }
        let pollInterval = pace.pollInterval(ofFleet: devices.count)
        for uid in devices.keys { devices[uid]?.pollInterval = pollInterval }
    }

    private func discoverDevices(
        in services: Services, _ selection: FleetSelection, as principal: Principal, at now: Timestamp
    ) async throws {
        let reader = try await Self.reader(of: selection, in: services, as: principal)
        var position: PagePosition<ListAnchor>? = .first
        while let current = position {
            let page = try await services.devices.page(
                of: DeviceQuery(), at: current, limit: Self.pageSize, as: reader)
            for device in page.rows where devices[device.deviceUID] == nil {
                if let limit = selection.deviceLimit, devices.count >= limit { return }
                devices[device.deviceUID] = SimulatedDevice(device, profile: profile, pace: pace, at: now)
            }
            position = page.continuation.map { .after($0) }
        }
    }

    private static func reader(
        of selection: FleetSelection, in services: Services, as principal: Principal
    ) async throws -> Principal {
        guard let name = selection.organization else { return principal }
        let organization = try await services.organizations.organization(named: name, as: principal)
        return Principal(
            kind: principal.kind, name: principal.name, scopes: principal.scopes, organization: .one(organization.id))
    }

    private func call(_ due: [SimulatedDevice], at now: Timestamp) async throws {
        try await withThrowingTaskGroup(of: Stepped.self) { group in
            var waiting = due.makeIterator()
            for _ in 0..<Self.concurrentCalls {
                guard let device = waiting.next() else { break }
                group.addTask { try await self.stepped(device, at: now) }
            }
            while let stepped = try await group.next() {
                note(stepped)
                if let device = waiting.next() {
                    group.addTask { try await self.stepped(device, at: now) }
                }
            }
        }
    }

    /// Off the actor, so that hashing what was downloaded uses every core.
    private nonisolated func stepped(_ device: SimulatedDevice, at now: Timestamp) async throws -> Stepped {
        var device = device
        guard let call = device.nextCall(at: now) else { return Stepped(device: device, answer: .lost, outcome: nil) }
        let answer = try await link.answer(to: call, of: device.deviceUID)
        let outcome = device.received(answer, at: max(now, clock.now()))
        return Stepped(device: device, answer: answer, outcome: outcome)
    }

    private func note(_ stepped: Stepped) {
        devices[stepped.device.deviceUID] = stepped.device
        tally.calls += 1
        if case .bytes(let bytes) = stepped.answer { tally.bytesRead += Int64(bytes.count) }
        if let outcome = stepped.outcome { tally.count(outcome) }
    }

    private struct Stepped: Sendable {
        let device: SimulatedDevice
        let answer: DeviceAnswer
        let outcome: DeviceOutcome?
    }
}
