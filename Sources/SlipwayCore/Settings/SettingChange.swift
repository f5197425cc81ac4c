/// A new value for one setting.
package struct SettingChange: Hashable, Sendable {
    package let setting: Setting
    package let value: Int

    /// Reads what a person typed.
    ///
    /// - Throws: REQUEST_001 with every fault.
    package init(name: String, value text: String) throws(SlipwayError) {
        var faults: [FieldFault] = []
        let setting = Setting(rawValue: name)
        if setting == nil { faults.append(FieldFault(field: "name", fault: Self.unknown(name))) }
        var value: Int?
        do {
            value = try setting?.value(of: text)
        } catch {
            faults.append(FieldFault(field: name, fault: error.text))
        }
        if setting == nil, Int(text) == nil, !Self.isWord(text) {
            faults.append(FieldFault(field: "value", fault: "is not a whole number"))
        }
        guard let setting, let value, faults.isEmpty else { throw .invalidRequest(faults) }
        self.setting = setting
        self.value = value
    }

    /// As it is stored.
    package var storedText: String { setting.definition.text(of: value) }

    /// As an event tells it: `typed_count_from from 100 to 500 devices`, `event_retention from 90 to keep`.
    ///
    /// - Parameter old: what it was; a stored value that could not be used is quoted.
    package func text(from old: SettingEntry) -> String {
        let definition = setting.definition
        let before = old.fault == nil ? definition.text(of: old.value) : "\"\(old.stored ?? "")\""
        let unit = definition.word(for: value) == nil ? " " + definition.unit : ""
        return "\(setting.name) from \(before) to \(storedText)\(unit)"
    }

    private static func isWord(_ text: String) -> Bool {
        Setting.allCases.contains { $0.definition.words[text] != nil }
    }

    private static func unknown(_ name: String) -> String {
        let names = Setting.allCases.map(\.name).sorted()
        let near = Spelling.nearest(to: name, among: names).map { "did you mean \($0)? " } ?? ""
        return "\"\(name)\" is not a setting; \(near)settings are \(names.joined(separator: ", "))"
    }
}
