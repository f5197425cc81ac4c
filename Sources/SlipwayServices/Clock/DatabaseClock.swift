import Logging
import SlipwayCore
import Synchronization

/// Watches the clock that dates the records: whether it jumps, and how far it is from this machine's.
///
/// It learns from transactions that are carried out anyway.
package final class DatabaseClock: Sendable {
    /// A difference beyond this is told, and told as over within half of it.
    package static let differenceLimit: Duration = .seconds(2)
    /// For how long a jump is told.
    package static let memory: Duration = .seconds(600)
    /// Beyond this it is no mere drift.
    static let jumpLimit: Duration = .seconds(5)

    fileprivate struct State {
        var latest: ClockSample?
        var jumps = 0
        var jump: Duration = .zero
        var jumpedAt: ContinuousClock.Instant?
        var difference: Duration = .zero
        var differs = false
    }

    private let wallClock: (@Sendable () -> Timestamp)?
    /// Whether the database has a clock of its own.
    private let isCompared: Bool
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameters:
    ///   - wallClock: of this machine. None: only the worker heartbeat is watched, and nothing compared.
    ///   - isCompared: whether the database has a clock of its own.
    init(wallClock: (@Sendable () -> Timestamp)?, isCompared: Bool, logger: Logger) {
        self.wallClock = wallClock
        self.isCompared = isCompared
        self.logger = logger
    }

    /// What there is to tell at the moment; a difference before a jump.
    package var trouble: ClockTrouble? {
        state.withLock { state in
            if state.differs { return .differs(state.difference) }
            guard let jumpedAt = state.jumpedAt, ContinuousClock.now - jumpedAt < Self.memory else { return nil }
            return .jumped(state.jump)
        }
    }

    /// How often the clock jumped since this process began, and by how much the last time.
    package var jumps: (count: Int, last: Duration) { state.withLock { ($0.jumps, $0.jump) } }

    /// How far the database's clock is ahead of this machine's, below zero behind it: as much of it as is sure. Zero also
    /// where the database has no clock of its own.
    package var difference: Duration { state.withLock { $0.difference } }

    func moment() -> ClockSample.Moment {
        ClockSample.Moment(instant: ContinuousClock.now, wall: isCompared ? wallClock?() : nil)
    }

    /// A read that is watched.
    func watch<Value: Sendable>(
        _ repository: any Repository, _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        guard wallClock != nil else { return try await repository.read(body) }
        let asked = moment()
        let (value, sample) = try await repository.read { reader in
            // The transaction may begin no earlier than it is first asked for something.
            let now = reader.now
            let begun = self.moment()
            return (try body(reader), ClockSample(now: now, asked: asked, begun: begun))
        }
        note(sample)
        return value
    }

    func note(_ sample: ClockSample) {
        let before = difference
        let (jump, change) = state.withLock { state in
            defer { state.latest = sample }
            let jump = state.latest.map { sample.jump(since: $0) } ?? .zero
            return (state.noteJump(jump), state.noteDifference(sample))
        }
        if let jump {
            logger.warning("the clock of the database jumped \(jump.directionInWords), to \(sample.now)")
        }
        switch change {
        case true:
            let (difference, now) = (difference, sample.now)
            let side = difference < .zero ? "behind" : "ahead of"
            logger.warning(
                "the clock of the database, at \(now), is \(difference.exactWords) \(side) this machine's")
        case false: logger.notice("the clock of the database is no longer \(before.exactWords) from this machine's")
        case nil: break
        }
    }

    /// That something is dated ahead of now: the clock was ahead when it was written, or that of another machine was.
    ///
    /// - Parameter isAlwaysWatched: for what is watched also where this machine's clock is not known.
    func noteStored(_ latest: Timestamp, at now: Timestamp, isAlwaysWatched: Bool = false) {
        guard wallClock != nil || isAlwaysWatched else { return }
        let jump = state.withLock { state in
            // Each reading finds it again, and a jump back that was seen has told of it.
            let isTold = state.jumpedAt.map { ContinuousClock.now - $0 < Self.memory } ?? false
            return isTold ? nil : state.noteJump(min(Duration.zero, now - latest))
        }
        guard let jump else { return }
        logger.warning(
            "the database has records of \(latest), \(jump.exactWords) ahead of its clock: that clock was ahead")
    }
}

/// What is wrong with the clock that dates the records.
package enum ClockTrouble: Hashable, Sendable {
    /// The database's clock is so far ahead of this machine's; below zero, behind it.
    case differs(Duration)
    /// It jumped by so much a short while ago; below zero, back.
    case jumped(Duration)
}

extension DatabaseClock.State {
    /// - Returns: the jump, if it is one.
    fileprivate mutating func noteJump(_ jump: Duration) -> Duration? {
        guard jump.magnitude > DatabaseClock.jumpLimit else { return nil }
        jumps += 1
        self.jump = jump
        jumpedAt = ContinuousClock.now
        return jump
    }

    /// - Returns: true where a difference begins, false where one is over.
    fileprivate mutating func noteDifference(_ sample: ClockSample) -> Bool? {
        let limit = DatabaseClock.differenceLimit
        guard let (least, isCertain) = sample.difference(limit: limit), isCertain else { return nil }
        difference = least
        guard differs ? least.magnitude <= limit / 2 : least.magnitude > limit else { return nil }
        differs.toggle()
        return differs
    }
}

extension Duration {
    fileprivate var directionInWords: String { (self < .zero ? "back by " : "ahead by ") + exactWords }

    fileprivate var exactWords: String {
        let seconds = magnitude / .seconds(1)
        let minutes = Int((seconds / 60).rounded())
        return switch minutes {
        case _ where seconds < 60: "\((seconds * 10).rounded() / 10) s"
        case ..<120: "\(minutes) min"
        case ..<2_880: "\(minutes / 60) h \(minutes % 60) min"
        default: "\((minutes + 720) / 1_440) d"
        }
    }
}
