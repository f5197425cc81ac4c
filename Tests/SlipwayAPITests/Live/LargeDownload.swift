import Foundation
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A batch of one device whose release is too large to hide in the buffers between a server and a client.
struct LargeDownload: Sendable {
    /// Bytes.
    static let size = 4 << 20
    /// No two pieces are alike.
    static let bytes = Data(repeatElement((0..<65_521).map { UInt8(truncatingIfNeeded: $0) }, count: 65).joined())
        .prefix(size)

    let world: APIWorld
    let deviceUID: String
    let batch: UpdateBatch.ID
    let session: SessionID
    let token: String

    var path: String { "/api/v2/device/\(deviceUID)/updates/\(session)/download" }

    /// - Returns: the connection, once the head of the answer and some bytes have come.
    func open(on server: LiveServer) async throws -> RawConnection {
        let connection = try await server.connect()
        try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\r\n")
        try #require(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
        try #require(try await !connection.read(upTo: 1).isEmpty)
        return connection
    }

    static func prepare(
        in world: APIWorld, device: Int = 0, version: String = "3.0.0"
    ) async throws -> LargeDownload {
        let fleet = world.fleet
        let release = try await release(version, in: fleet)
        let request = BatchRequest(
            name: "large \(version)", firmware: .id(release.id),
            target: .devices(ids: [fleet.devices[device].id], uids: []))
        let batch = try await fleet.updates.createBatch(request, as: fleet.ada).batch.id
        _ = try await fleet.processor.step()
        let session = try #require(try await fleet.rows(batch).first?.session?.sessionID)
        return LargeDownload(
            world: world, deviceUID: fleet.devices[device].deviceUID, batch: batch, session: session,
            token: try await world.deviceToken(device))
    }

    /// For the first devices, in one batch.
    static func prepare(_ count: Int, in world: APIWorld) async throws -> [LargeDownload] {
        let fleet = world.fleet
        let release = try await release("3.0.0", in: fleet)
        let request = BatchRequest(
            name: "large", firmware: .id(release.id),
            target: .devices(ids: fleet.devices.prefix(count).map(\.id), uids: []))
        let batch = try await fleet.updates.createBatch(request, as: fleet.ada).batch.id
        _ = try await fleet.processor.step()
        let rows = try await fleet.rows(batch)
        var downloads: [LargeDownload] = []
        for (index, device) in fleet.devices.prefix(count).enumerated() {
            let session = rows.first { $0.deviceUID == device.deviceUID }?.session?.sessionID
            downloads.append(
                LargeDownload(
                    world: world, deviceUID: device.deviceUID, batch: batch, session: try #require(session),
                    token: try await world.deviceToken(index)))
        }
        return downloads
    }

    private static func release(_ version: String, in fleet: StockedFleet) async throws -> FirmwareRelease {
        let release = try await withTemporaryFolder { folder in
            let path = folder.appending(path: "large.bin").path
            try bytes.write(to: URL(filePath: path))
            let release = NewFirmwareRelease.example(version: version, allowsSameBytes: true)
            return try await fleet.services.firmware.importFile(at: path, as: release, by: fleet.ada)
        }
        try await fleet.services.repository.write { try $0.setStatus(of: release.id, to: .approved) }
        return release
    }
}
