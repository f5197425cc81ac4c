import TerminalUI

/// What a key must do on a screen of the busy world.
struct KeyExpectation: Sendable {
    let key: Key
    let preparations: [KeyPreparation]
    let effect: KeyEffect

    /// - Parameter preparations: what happens on the screen before the key.
    init(_ key: Key, after preparations: KeyPreparation..., effect: KeyEffect) {
        self.key = key
        self.preparations = preparations
        self.effect = effect
    }

    /// The same for several keys.
    static func each(
        _ keys: Key..., after preparations: [KeyPreparation] = [], effect: KeyEffect
    ) -> [KeyExpectation] {
        keys.map { KeyExpectation($0, preparations, effect) }
    }

    /// Whether other expectations would see what the preparations have done to the database.
    var needsOwnWorld: Bool { preparations.contains { $0.changesDatabase } }

    private init(_ key: Key, _ preparations: [KeyPreparation], _ effect: KeyEffect) {
        self.key = key
        self.preparations = preparations
        self.effect = effect
    }
}

/// What happens before the key that is tried.
enum KeyPreparation: Sendable {
    case press(Key)
    /// Typed after `:`, and entered.
    case command(String)
    /// The database is away from now on.
    case loss
    /// Something new comes into every list, and is polled.
    case growth

    fileprivate var changesDatabase: Bool {
        switch self {
        case .press, .command, .loss: false
        case .growth: true
        }
    }

    func happen(to robot: inout Robot, in world: ScreenWorld) async throws {
        switch self {
        case .press(let key): await robot.press(key)
        case .command(let line): await robot.open(line)
        case .loss: world.repository.switchOff()
        case .growth:
            try await world.grow()
            await robot.wait(milliseconds: 1_000)
        }
    }
}

extension KeyPreparation: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral {
    init(extendedGraphemeClusterLiteral value: Character) { self = .press(.character(value)) }
}
