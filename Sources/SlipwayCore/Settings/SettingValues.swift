/// What every setting is at one moment; a stored value that cannot be used counts as none.
package struct SettingValues: Hashable, Sendable {
    /// As they are stored, by their names; those of other versions are among them.
    private let stored: [String: String]

    package init(stored: [String: String] = [:]) { self.stored = stored }

    package subscript(setting: Setting) -> Int { entry(setting).value }

    /// Whether a release of all organizations, or of one that follows this, may be approved with a digital signature alone.
    package var allowsBareSignatures: Bool {
        entry(.bareSignatures).text == BareSignatureRule.allowed.rawValue
    }

    /// One a setting, in the order of their names.
    package var entries: [SettingEntry] {
        Setting.allCases.sorted { $0.name < $1.name }.map(entry)
    }

    package func entry(_ setting: Setting) -> SettingEntry {
        guard let text = stored[setting.name] else { return SettingEntry(setting: setting) }
        do {
            return SettingEntry(setting: setting, stored: text, value: try setting.value(of: text))
        } catch {
            return SettingEntry(setting: setting, stored: text, fault: error.text)
        }
    }
}

/// One setting with its value.
package struct SettingEntry: Hashable, Sendable {
    package let setting: Setting
    /// What is stored; none where the default counts because nothing is.
    package let stored: String?
    package let value: Int
    /// Why the default counts in spite of what is stored; goes behind the setting's name.
    package let fault: String?

    /// The value as it is typed, listed and stored.
    package var text: String { setting.definition.text(of: value) }

    init(setting: Setting, stored: String? = nil, value: Int? = nil, fault: String? = nil) {
        self.setting = setting
        self.stored = stored
        self.value = value ?? setting.definition.defaultValue
        self.fault = fault
    }
}

extension SettingEntry: Encodable {
    package func encode(to encoder: any Encoder) throws {
        let definition = setting.definition
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(setting.name, forKey: .name)
        try encode(value, as: .value, to: &container)
        try encode(definition.defaultValue, as: .defaultValue, to: &container)
        try container.encode(definition.unit, forKey: .unit)
        try container.encode(definition.range.lowerBound, forKey: .minimum)
        try container.encode(definition.range.upperBound, forKey: .maximum)
        try container.encode(definition.help, forKey: .help)
        try container.encodeIfPresent(fault, forKey: .fault)
        if !definition.words.isEmpty { try container.encode(definition.words.keys.sorted(), forKey: .words) }
    }

    /// A number, or the word that stands for it.
    private func encode(
        _ value: Int, as key: CodingKeys, to container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        if let word = setting.definition.word(for: value) {
            try container.encode(word, forKey: key)
        } else {
            try container.encode(value, forKey: key)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name, value, unit, minimum, maximum, help, fault, words
        case defaultValue = "default"
    }
}
