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
    var live: @Sendable (UpdateBatch.ID) async throws -> BatchLiveView
    var devices: @Sendable (UpdateBatch.ID, PagePosition<UpdateBatchDevice.ID>) async throws -> [BatchDeviceRow]
    /// A stopwatch for the answers' times.
    var milliseconds: @Sendable () -> Int64

    init(
        mark: @escaping @Sendable () async throws -> ChangeMark,
        home: @escaping @Sendable () async throws -> HomeView,
        live: @escaping @Sendable (UpdateBatch.ID) async throws -> BatchLiveView,
        devices:
            @escaping @Sendable (UpdateBatch.ID, PagePosition<UpdateBatchDevice.ID>) async throws -> [BatchDeviceRow],
        milliseconds: @escaping @Sendable () -> Int64
    ) {
        self.mark = mark
        self.home = home
        self.live = live
        self.devices = devices
        self.milliseconds = milliseconds
    }

    init(services: Services, principal: Principal, milliseconds: @escaping @Sendable () -> Int64) {
        let updates = services.updates
        self.init(
            mark: { try await updates.changeMark() },
            home: { try await updates.home(as: principal, endedLimit: Self.endedLimit) },
            live: { try await updates.live($0, as: principal, limits: BatchLiveLimits()) },
            devices: { try await updates.batchDevices($0, as: principal, at: $1, limit: Self.pageLimit) },
            milliseconds: milliseconds)
    }
}
