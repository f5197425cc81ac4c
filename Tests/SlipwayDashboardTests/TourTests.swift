import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A minute on call, key by key: what the recorded tour shows.
@Suite struct TourTests {
    @Test func `a gate stops a rollout, and it goes on without the devices that fail`() async throws {
        try await withFleet { fleet in
            var tour = Tour(fleet)
            await tour.start()
            try await tour.update(3)
            tour.expect("IN PROGRESS")
            try await tour.update(40)
            tour.expect("PAUSED BY GATE")
            tour.expect("no space left on /data")

            await tour.press(.enter)
            tour.expect("WHY IT GOES WRONG (5)")
            tour.expect("hw C 100%")
            await tour.press("?")
            await tour.press(.escape)

            await tour.press("E")
            await tour.answer("hardware C has too little room", named: "spring")
            tour.expect("left out")
            await tour.press("P")
            await tour.answer("only hardware C fails, and it is out", named: "spring")
            tour.expect("IN PROGRESS")
            await tour.press("A")
            await tour.answer("the others run it on the bench", named: "spring")
            try await tour.update(60)
            tour.expect("5 OF 33 BAD")
            try tour.save()
        }
    }

    /// 28 devices that update, and 12 of hardware C that have no room.
    private func withFleet(_ body: (StockedFleet) async throws -> Void) async throws {
        try await ConformingDatabase.inMemory.withWorld { world in
            let fleet = try await makeFleet(of: 28, in: world.repository, clock: world.clock)
            _ = try await world.repository.write { transaction in
                try transaction.insertDevices(12, in: fleet.acme.id, prefix: "gw", hardwareVersion: "C")
            }
            _ = try await fleet.createPlan(waves: [20], gate: GateRequest(maximumBad: 5, maximumBadShare: 0.2))
            try await fleet.beat()
            try await fleet.conduct()
            try await body(fleet)
        }
    }
}

/// A person before the screen, and a fleet that goes on meanwhile.
private struct Tour {
    private let fleet: StockedFleet
    private var robot: Robot
    private var cast: Asciicast
    private var lines: String

    init(_ fleet: StockedFleet) {
        self.fleet = fleet
        robot = fleet.robot(Size(columns: 100, rows: 28))
        robot.glyphs = .unicode
        cast = Asciicast(theme: ThemeCatalog.dashboard.theme(named: "default").theme, start: robot.now.instant)
        lines = Asciicast.header(robot.size, title: "Slipway", at: robot.now.wall)
    }

    mutating func start() async {
        await robot.start()
        await look(for: 2)
    }

    func expect(_ text: String, at location: SourceLocation = #_sourceLocation) {
        // Of a copy: drawing changes what is drawn next.
        var robot = robot
        let shown = robot.text()
        #expect(shown.contains(text), sourceLocation: location)
    }

    mutating func press(_ keys: Key...) async {
        for key in keys {
            await robot.press(key)
            await look(for: 2)
        }
    }

    /// Types a reason, and the name where it is asked for, into the question that is open, and confirms it.
    mutating func answer(_ reason: String, named name: String?) async {
        await look(for: 1)
        await robot.answer()
        for text in [reason, name].compactMap(\.self) {
            for character in text {
                await robot.press(.character(character))
                await pause(milliseconds: 40)
            }
            await robot.press(.enter)
            await look(for: 1)
        }
        await press("y")
    }

    /// So many devices at most take the release one after the other, or fail; what comes after them is begun.
    mutating func update(_ count: Int) async throws {
        for _ in 0..<count {
            try await fleet.beat()
            try await fleet.conduct()
            guard try await fleet.rollout(.init(1)).status == .inProgress, try await updateOne() else { break }
            await pause(milliseconds: 500)
        }
        await look(for: 2)
    }

    /// False where no device is to begin.
    private func updateOne() async throws -> Bool {
        for batch in try await fleet.batches(of: .init(1)) {
            let open = try await fleet.rows(batch).first { $0.session?.updateStatus == .initiated }
            guard let row = open, let session = row.session?.sessionID else { continue }
            let device = Principal.device(row.deviceUID)
            _ = try await fleet.updates.acknowledge(session, as: device)
            if row.deviceUID.hasPrefix("gw") {
                _ = try await fleet.updates.fail(session, reason: "no space left on /data", as: device)
            } else if let index = fleet.devices.firstIndex(where: { $0.deviceUID == row.deviceUID }) {
                try await fleet.take(session, of: index, to: .completed)
            }
            return true
        }
        return false
    }

    /// Writes the tour where that is asked for.
    func save() throws {
        guard let path = ProcessInfo.processInfo.environment["SLIPWAY_RECORD_TOUR"] else { return }
        let file = try ExportFile(path: path)
        try file.write(lines)
        try file.finish()
    }

    private mutating func look(for seconds: Int) async {
        for _ in 0..<seconds { await pause(milliseconds: 1_000) }
    }

    private mutating func pause(milliseconds: Int64) async {
        lines += cast.lines(for: robot.frame(), at: robot.now.instant)
        await robot.wait(milliseconds: milliseconds)
        lines += cast.lines(for: robot.frame(), at: robot.now.instant)
    }
}
