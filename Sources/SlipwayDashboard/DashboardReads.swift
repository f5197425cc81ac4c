import SlipwayCore
import SlipwayServices

/// All that the screens ask of the services, as one viewer, each of bounded size.
struct DashboardReads: Sendable {
    /// Devices read at once, around the cursor of a list.
    static let pageLimit = 200
    /// Ended rollouts below the open ones.
    static let endedLimit = 50

    var mark: @Sendable () async throws -> ChangeMark
    var home: @Sendable () async throws -> HomeView
    var rollout: @Sendable (Rollout.ID) async throws -> RolloutView
    /// Of a rollout of several batches, for the row under the cursor of home.
    var explanation: @Sendable (Rollout.ID) async throws -> RolloutExplanation = { _ in RolloutExplanation() }
    var live: @Sendable (UpdateBatch.ID) async throws -> BatchLiveView
    var devices: @Sendable (UpdateBatch.ID, Filter, PagePosition<UpdateBatchDevice.ID>) async throws -> [BatchDeviceRow]
    var deviceList: ListReads<DeviceOrder, Device>
    var organizationList: ListReads<OrganizationOrder, Organization>
    var firmwareList: ListReads<FirmwareOrder, FirmwareRelease>
    var sessionList: ListReads<SessionOrder, SessionRow>
    var eventList: ListReads<EventOrder, Event>
    var tokenList: ListReads<AccessTokenOrder, AccessToken>
    var history: @Sendable (_ uid: String) async throws -> DeviceHistory
    var batchList: ListReads<BatchOrder, BatchRow>
    /// Those that the viewer can make a rollout by, of bounded number.
    var templates: @Sendable () async throws -> [SavedTemplate] = { [] }
    /// Values to complete a filter with, by the field.
    var values: @Sendable () async throws -> [String: [String]] = { [:] }
    /// Events of the last so many milliseconds.
    var eventsWithin: @Sendable (_ milliseconds: Int64) async throws -> ListCount = { _ in .exactly(0) }
    /// What the database lets the dashboard do; it is not asked each time, unless that is forced.
    var access: @Sendable (_ isForced: Bool) async throws -> DatabaseAccess = { _ in .full }
    /// Brings the settings that `DashboardActs` asks for up to date, as each read of a screen's data does.
    var settings: @Sendable () async throws -> Void = {}
    /// What is wrong with the clock of the database, as far as the other reads have shown.
    var clock: @Sendable () -> ClockTrouble? = { nil }
    /// The halts that the viewer may know of, as far as the other reads have shown.
    var halts: @Sendable () -> [StandingHalt] = { [] }
    /// From 0 to 1, another each time.
    var jitter: @Sendable () -> Double = { 0.5 }
    /// A stopwatch for the answers' times.
    var milliseconds: @Sendable () -> Int64
}

extension DashboardReads {
    init(
        services: Services, principal: Principal, permission: WritePermission = WritePermission(),
        jitter: @escaping @Sendable () -> Double = { 0.5 },
        milliseconds: @escaping @Sendable () -> Int64
    ) {
        let (updates, shared) = (services.updates, services.sharedSettings)
        self.init(
            mark: { try await updates.changeMark() },
            home: { try await updates.home(as: principal, endedLimit: Self.endedLimit, following: shared) },
            rollout: { try await services.rollouts.view(of: $0, as: principal, following: shared) },
            explanation: { try await services.rollouts.explanation(of: $0, as: principal) },
            live: { try await updates.live($0, as: principal, limits: BatchLiveLimits(), following: shared) },
            devices: { try await updates.batchDevices($0, as: principal, filter: $1, at: $2, limit: Self.pageLimit) },
            deviceList: ListReads(
                view: { try await services.devices.view(of: $0, at: $1, limit: $2, as: principal, following: shared) },
                page: { try await services.devices.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await services.devices.count(of: $0, as: principal) }),
            organizationList: ListReads(
                view: {
                    try await services.organizations.view(of: $0, at: $1, limit: $2, as: principal, following: shared)
                },
                page: { try await services.organizations.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await services.organizations.count(of: $0, as: principal) }),
            firmwareList: ListReads(
                view: { try await services.firmware.view(of: $0, at: $1, limit: $2, as: principal, following: shared) },
                page: { try await services.firmware.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await services.firmware.count(of: $0, as: principal) }),
            sessionList: ListReads(
                view: { try await updates.view(of: $0, at: $1, limit: $2, as: principal, following: shared) },
                page: { try await updates.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await updates.count(of: $0, as: principal) }),
            eventList: ListReads(
                view: { try await updates.view(of: $0, at: $1, limit: $2, as: principal, following: shared) },
                page: { try await updates.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await updates.count(of: $0, as: principal) }),
            tokenList: ListReads(
                view: {
                    try await services.authentication.view(of: $0, at: $1, limit: $2, as: principal, following: shared)
                },
                page: { try await services.authentication.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await services.authentication.count(of: $0, as: principal) }),
            history: { uid in
                try await updates.deviceHistory(
                    uid: uid, as: principal, limit: DeviceScreen.historyLimit, following: shared)
            },
            batchList: ListReads(
                view: { try await updates.view(of: $0, at: $1, limit: $2, as: principal, following: shared) },
                page: { try await updates.page(of: $0, at: $1, limit: $2, as: principal) },
                count: { try await updates.count(of: $0, as: principal) }),
            templates: { try await services.templates.templates(as: principal) },
            values: { try await Self.values(services, as: principal) },
            eventsWithin: { milliseconds in
                let latest = EventOrder.fields.filter { $0.name == "at" }.map { field in
                    FilterTerm(.compare(field, .less, .age(milliseconds)))
                }
                return try await updates.count(of: EventQuery(filter: Filter(latest)), as: principal)
            },
            access: { isForced in
                try await permission.current(at: milliseconds(), isForced: isForced) { try await updates.access() }
            },
            settings: { try await shared.read() },
            clock: { services.clock.trouble },
            halts: { shared.halts.filter { $0.concerns(principal.organization) } }, jitter: jitter,
            milliseconds: milliseconds)
    }

    /// The first organizations by name, and the highest versions; a page of each.
    private static func values(_ services: Services, as principal: Principal) async throws -> [String: [String]] {
        let organizations = try await services.organizations.page(
            of: OrganizationQuery(), at: .first, limit: pageLimit, as: principal)
        let releases = try await services.firmware.page(
            of: FirmwareQuery(), at: .first, limit: pageLimit, as: principal)
        let versions = releases.rows.map(\.version)
        return ["organization": organizations.rows.map(\.name), "firmware": versions, "version": versions]
    }
}
