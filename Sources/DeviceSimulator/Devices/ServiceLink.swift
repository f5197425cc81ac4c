import SlipwayCore
import SlipwayServices

/// Carries the calls of devices to the services of this process.
package struct ServiceLink: DeviceLink {
    private let updates: UpdateService

    package init(_ updates: UpdateService) {
        self.updates = updates
    }

    package func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer {
        do {
            return try await carryOut(call, of: deviceUID)
        } catch let error as SlipwayError {
            // Where the database was in the way, the call may have been carried out, and can be repeated.
            return error.databaseFailure == nil ? .refused(error) : .lost
        } catch let error as CancellationError {
            throw error
        } catch {
            return .lost
        }
    }

    private func carryOut(_ call: DeviceCall, of uid: String) async throws -> DeviceAnswer {
        let device = Principal.device(uid)
        switch call {
        case .check(let runningVersion):
            switch try await updates.check(uid: uid, reportedVersion: runningVersion, as: device) {
            case .none: return .noUpdate
            case .available(let session, let firmware): return .offered(OfferedUpdate(session, firmware))
            case .finishing(let session, let firmware): return .finishing(OfferedUpdate(session, firmware))
            }
        case .acknowledge(let session):
            _ = try await updates.acknowledge(session, as: device)
        case .readBytes(let session, let offset, let size):
            return .bytes(try await updates.readBytes(session, offset: offset, size: size, as: device))
        case .progress(let session, let percent, let bytes):
            _ = try await updates.progress(session, percent: percent, bytes: bytes, as: device)
        case .flashed(let session):
            _ = try await updates.flashed(session, as: device)
        case .complete(let session, let checksum):
            _ = try await updates.complete(session, checksum: checksum, as: device)
        case .fail(let session, let reason):
            _ = try await updates.fail(session, reason: reason, as: device)
        }
        return .accepted
    }
}
