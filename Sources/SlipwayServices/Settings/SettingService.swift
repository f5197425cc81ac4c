import SlipwayCore
import Synchronization

/// The settings of the installation: read and changed by its administrators, and followed by every process.
package struct SettingService: Sendable {
    private let repository: any Repository
    private let seen = SeenSettings()

    init(repository: any Repository) {
        self.repository = repository
    }

    /// As this process read them last; the defaults until then.
    package var latest: SettingValues { seen.values }

    /// The halts that held when they were last read, at most ``maximumHalts``.
    package var halts: [StandingHalt] { seen.halts }

    /// More than so many halts at a time are not read.
    static let maximumHalts = 100

    /// Reads them for this process, with any principal.
    @discardableResult
    package func read() async throws -> SettingValues {
        let (values, halts) = try await repository.read {
            (try $0.settingValues(), try $0.halts(limit: Self.maximumHalts))
        }
        seen.note(values)
        seen.note(halts)
        return values
    }

    /// Reads them, and the halts, for this process in a read that is carried out anyway.
    @discardableResult
    func follow(in reader: any SettingReader) throws -> [StandingHalt] {
        let halts = try reader.halts(limit: Self.maximumHalts)
        seen.note(try reader.settingValues())
        seen.note(halts)
        return halts
    }

    /// - Throws: AUTH_003.
    package func settings(as principal: Principal) async throws -> SettingValues {
        try principal.requireAll(.admin)
        return try await read()
    }

    /// A repeat changes nothing and leaves no event.
    ///
    /// - Returns: the setting with its new value.
    /// - Throws: REQUEST_001, AUTH_003.
    package func set(_ name: String, to value: String, by principal: Principal) async throws -> SettingEntry {
        try principal.requireAll(.admin)
        let change = try SettingChange(name: name, value: value)
        let values = try await repository.write { transaction in
            try transaction.hold(.settings, for: .changing)
            let old = try transaction.settingValues().entry(change.setting)
            if old.stored != change.storedText {
                try transaction.setSetting(change.setting.name, to: change.storedText)
                try transaction.append([
                    NewEvent(.settingChanged, by: principal, on: EventSubject(), detail: change.text(from: old))
                ])
            }
            return try transaction.settingValues()
        }
        seen.note(values)
        return values.entry(change.setting)
    }
}

/// What was read last, for all who hold it.
private final class SeenSettings: Sendable {
    private struct State {
        var values = SettingValues()
        var halts: [StandingHalt] = []
    }

    private let state = Mutex(State())

    var values: SettingValues { state.withLock { $0.values } }
    var halts: [StandingHalt] { state.withLock { $0.halts } }

    func note(_ values: SettingValues) { state.withLock { $0.values = values } }
    func note(_ halts: [StandingHalt]) { state.withLock { $0.halts = halts } }
}
