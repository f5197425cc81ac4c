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

    /// Reads them for this process, with any principal.
    @discardableResult
    package func read() async throws -> SettingValues {
        let values = try await repository.read { try $0.settingValues() }
        seen.note(values)
        return values
    }

    /// Reads them for this process in a read that is carried out anyway.
    func follow(in reader: any SettingReader) throws { seen.note(try reader.settingValues()) }

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
    private let state = Mutex(SettingValues())

    var values: SettingValues { state.withLock { $0 } }

    func note(_ values: SettingValues) { state.withLock { $0 = values } }
}
