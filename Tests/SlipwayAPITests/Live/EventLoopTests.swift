import NIOPosix
import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport
import Testing

/// Where the work of a request is done.
@Suite(.timeLimit(.minutes(5))) struct EventLoopTests {
    @Test func `a check is read on the event loop of its connection, and a list elsewhere`() async throws {
        try await withDatabaseFile { path, clock in
            let file = try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1)
            let repository = PlacedRepository(file)
            let fleet = try await makeFleet(of: 1, in: repository, clock: clock)
            let world = APIWorld(fleet: fleet, responder: APIResponder(services: fleet.services))
            let (device, person) = (try await world.deviceToken(), try await world.token(.devicesRead))
            try await withLiveServer(over: world, api: APISettings()) { server in
                func get(_ path: String, _ token: String) async throws -> [Bool] {
                    let connection = try await server.connect()
                    repository.forget()
                    try await connection.send(
                        "GET /api/v2\(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\r\n")
                    #expect(try await connection.read(until: "\n").hasPrefix("HTTP/1.1 200 OK"))
                    return repository.reads
                }
                let uid = fleet.devices[0].deviceUID
                let check = try await get("/device/\(uid)/updates/check", device)
                let list = try await get("/devices?limit=1", person)
                #expect(check == [true])
                #expect(list == [false, false])
            }
        }
    }
}

/// Remembers of each read whether it was done on an event loop.
private final class PlacedRepository: Repository {
    private let repository: any Repository
    private let places = Mutex<[Bool]>([])

    init(_ repository: any Repository) { self.repository = repository }

    var reads: [Bool] { places.withLock { $0 } }

    func forget() { places.withLock { $0 = [] } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.read { try self.noted($0, body) }
    }

    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.ask { try self.noted($0, body) }
    }

    func readBriefly<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.readBriefly { try self.noted($0, body) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        try await repository.write(body)
    }

    private func noted<Value>(
        _ reader: any RepositoryReader, _ body: (any RepositoryReader) throws -> Value
    ) throws -> Value {
        places.withLock { $0.append(MultiThreadedEventLoopGroup.currentEventLoop != nil) }
        return try body(reader)
    }
}
