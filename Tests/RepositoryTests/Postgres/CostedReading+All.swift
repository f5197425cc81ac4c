import SlipwayCore
import SlipwayServices

extension CostedReading {
    static let all = orders + filters + counts + screens

    private static let orders = DeviceOrder.allCases.flatMap { order in
        [
            CostedReading("devices by \(order)", 60, growth: 1.3) {
                _ = try $0.page(of: DeviceQuery(order: order), in: .all, at: .first, limit: 50)
            },
            CostedReading("devices by \(order), backwards", 60, growth: 1.3) {
                _ = try $0.page(of: DeviceQuery(order: order), in: .all, at: .last, limit: 50)
            },
        ]
            + (order == .seen
                ? []
                : [
                    CostedReading("devices of one organization by \(order)", 60, growth: 1.3) {
                        _ = try $0.page(of: DeviceQuery(order: order), in: own, at: .first, limit: 50)
                    }
                ])
    }

    /// Each is what one keystroke in the filter line asks for.
    private static let filters =
        [
            "gw-00001", "SN00001", "firmware=2.0.0", "organization=org-001 and firmware=2.0.0", "hardware=rev-z",
            "status=downloading", "status=cancelled", "gw-0 and status=cancelled", "status!=completed", "updates=no",
        ].flatMap { line in [devices(line, in: .all), devices(line, in: own)] }
        + [
            "", "status=initiated", "status=cancelled", "batch=2", "firmware=9.0.0", "gw-00001", "organization=org-002",
            "reason=no_report", "batch!=2", "batch!=2 and organization=org-099",
        ].flatMap { line in [sessions(line, in: .all), sessions(line, in: own)] }
        + ["", "batch=2", "kind=batch_created", "gw-00001", "organization=org-002", "organization!=org-099"]
        .flatMap { line in [events(line, in: .all), events(line, in: own)] }

    private static let counts = [
        CostedReading("a count of all devices", 10) { _ = try $0.count(of: DeviceQuery(), in: .all) },
        CostedReading("a count of devices in one state", 2_500) {
            let filter = try Filter("status=cancelled", of: DeviceOrder.self)
            _ = try $0.count(of: DeviceQuery(filter: filter), in: own)
        },
        CostedReading("a count of sessions in one organization", 2_500) {
            _ = try $0.count(of: SessionQuery(), in: own)
        },
    ]

    private static let screens = [
        CostedReading(calling: "the live screen", 150, growth: 2) {
            _ = try await $0.updates.live(.init(1), as: ada, limits: BatchLiveLimits())
        },
        CostedReading("the newest batches", 200) { _ = try $0.page(of: BatchQuery(), in: .all, at: .first, limit: 50) },
        CostedReading("twenty open rollouts", 1_200) { _ = try $0.openRollouts(in: .all, limit: 20) },
        CostedReading(calling: idleCheck, 10) {
            _ = try await $0.updates.check(uid: "gw-0000600", token: PostgresFleet.token, reportedVersion: "1.0.0")
        },
        CostedReading("what is due", 10) { _ = try $0.dueSessions(after: nil, limit: 100) },
        CostedReading("whether there is work", 10) { _ = try $0.hasBatchToStart() },
        CostedReading("old events", 60) {
            _ = try $0.events(olderThan: $0.now, after: nil, exported: false, limit: 50)
        },
        CostedReading("events to export", 300) { _ = try $0.eventsToExport(after: nil, limit: 50) },
        CostedReading("old rollouts", 60) { _ = try $0.rollouts(endedBefore: $0.now, after: nil, limit: 50) },
        CostedReading("old sessions of single devices", 600) {
            _ = try $0.singleSessions(endedBefore: $0.now, after: nil, limit: 50)
        },
        CostedReading("workers that were lost", 10) { _ = try $0.hasLostWorkers(silentSince: $0.now) },
    ]

    static let idleCheck = "a device that asks in vain"

    /// The organization of the first batch.
    private static let own = OrganizationScope.one(.init(1))
    private static let ada = Principal.operator("ada")

    private static func devices(_ line: String, in scope: OrganizationScope) -> CostedReading {
        CostedReading("devices, \(line)\(words(scope))", 2_500) {
            let query = DeviceQuery(filter: try Filter(line, of: DeviceOrder.self))
            _ = try $0.page(of: query, in: scope, at: .first, limit: 50)
        }
    }

    private static func sessions(_ line: String, in scope: OrganizationScope) -> CostedReading {
        CostedReading("sessions, \(line)\(words(scope))", 2_500) {
            let query = SessionQuery(filter: try Filter(line, of: SessionOrder.self))
            _ = try $0.page(of: query, in: scope, at: .first, limit: 50)
        }
    }

    private static func events(_ line: String, in scope: OrganizationScope) -> CostedReading {
        CostedReading("events, \(line)\(words(scope))", 2_500) {
            let query = EventQuery(filter: try Filter(line, of: EventOrder.self))
            _ = try $0.page(of: query, in: scope, at: .first, limit: 50)
        }
    }

    private static func words(_ scope: OrganizationScope) -> String {
        switch scope {
        case .all: ""
        case .one: " (one organization)"
        }
    }
}
