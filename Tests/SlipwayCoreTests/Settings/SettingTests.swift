import SlipwayCore
import Testing

@Suite struct SettingTests {
    @Test(arguments: Setting.allCases)
    func `a setting has a default in its range, a unit or words to choose from, and one sentence of help`(
        setting: Setting
    ) throws {
        let definition = setting.definition
        #expect(
            definition.range.contains(definition.defaultValue) || definition.word(for: definition.defaultValue) != nil)
        #expect(!definition.unit.isEmpty)
        #expect(definition.help.hasSuffix(".") && definition.help.count { $0 == "." } == 1)
        #expect(try #/[a-z]+(_[a-z]+)*/#.wholeMatch(in: setting.name) != nil)
    }

    @Test(
        arguments: [
            (nil, 100, nil), ("500", 500, nil), ("1", 1, nil), ("0", 100, "must be from 1 to 1000000 devices"),
            ("many", 100, "is not a whole number"), ("", 100, "is not a whole number"),
        ] as [(String?, Int, String?)])
    func `what is stored and cannot be used counts as the default and is named`(
        stored: String?, value: Int, fault: String?
    ) {
        let values = SettingValues(stored: stored.map { ["typed_count_from": $0] } ?? [:])
        #expect(values[.typedCountFrom] == value)
        #expect(values.entry(.typedCountFrom).fault == fault)
    }

    @Test func `a choice is a word, as it is stored, told and read`() throws {
        let change = try SettingChange(name: "bare_signatures", value: "allowed")
        #expect(change.storedText == "allowed")
        #expect(change.text(from: SettingValues().entry(.bareSignatures)) == "bare_signatures from refused to allowed")
        #expect(SettingValues(stored: ["bare_signatures": change.storedText]).allowsBareSignatures)
        let unusable = SettingValues(stored: ["bare_signatures": "yes"])
        #expect(!unusable.allowsBareSignatures)
        #expect(unusable.entry(.bareSignatures).fault == "must be allowed or refused")
    }

    @Test func `a setting of another version is no fault`() {
        let values = SettingValues(stored: ["from_the_future": "x"])
        #expect(values.entries.map(\.setting) == Setting.allCases.sorted { $0.name < $1.name })
        #expect(values.entries.allSatisfy { $0.fault == nil })
    }

    @Test(arguments: [
        (
            "typed_count_form", "many",
            [
                "name: \"typed_count_form\" is not a setting; did you mean typed_count_from? " + SettingTests.names,
                "value: is not a whole number",
            ]
        ),
        ("colour", "7", ["name: \"colour\" is not a setting; " + SettingTests.names]),
        ("colour", "keep", ["name: \"colour\" is not a setting; " + SettingTests.names]),
        ("typed_count_from", "7.5", ["typed_count_from: is not a whole number"]),
        ("bare_signatures", "yes", ["bare_signatures: must be allowed or refused"]),
        ("typed_count_from", "-1", ["typed_count_from: must be from 1 to 1000000 devices"]),
        ("typed_count_from", "keep", ["typed_count_from: is not a whole number"]),
        ("event_retention", "6", ["event_retention: must be from 7 to 36500 days, or keep"]),
        ("event_retention", "0", ["event_retention: must be from 7 to 36500 days, or keep"]),
        ("rollout_retention", "36501d", ["rollout_retention: must be from 7 to 36500 days, or keep"]),
        ("telemetry_retention", "1h", ["telemetry_retention: is neither a whole number nor keep"]),
        ("export_before_removal", "maybe", ["export_before_removal: must be no or yes"]),
        ("export_before_removal", "2", ["export_before_removal: must be no or yes"]),
    ])
    func `a change names every fault, and the nearest name`(name: String, value: String, faults: [String]) {
        let error = #expect(throws: SlipwayError.self) { try SettingChange(name: name, value: value) }
        #expect(error?.code == "REQUEST_001")
        #expect(error?.message == faults.joined(separator: "; "))
    }

    @Test(arguments: [
        ("event_retention", "keep", "keep"), ("event_retention", "90d", "90"), ("telemetry_retention", "1", "1"),
        ("export_before_removal", "no", "no"), ("typed_count_from", "7", "7"),
    ])
    func `what is typed is stored in one way, which is read again`(name: String, typed: String, stored: String) throws {
        let change = try SettingChange(name: name, value: typed)
        #expect(change.storedText == stored)
        #expect(SettingValues(stored: [name: stored]).entry(change.setting).value == change.value)
    }

    @Test func `events and rollouts are kept for good unless a time is set, a rollout as long as its events`() {
        let rule = RetentionRule(SettingValues())
        #expect(rule.telemetry == .seconds(30 * 86_400) && rule.events == nil && rule.rollouts == nil)
        #expect(rule.exportsFirst)
        #expect(RetentionRule(SettingValues(stored: ["rollout_retention": "30"])).rollouts == nil)
        let both = RetentionRule(
            SettingValues(
                stored: ["rollout_retention": "30", "event_retention": "90", "telemetry_retention": "keep"]))
        #expect(both.rollouts == .seconds(90 * 86_400) && both.telemetry == nil)
    }

    private static let names =
        "settings are bare_signatures, event_retention, export_before_removal, rollout_retention, telemetry_retention, "
        + "typed_count_from"

    @Test func `the number is typed from the setting on, and for what is new in production always`() {
        let confirmation = StartConfirmation(SettingValues(stored: ["typed_count_from": "12"]))
        #expect(!confirmation.asksCount(of: 11))
        #expect(confirmation.asksCount(of: 12))
        #expect(confirmation.asksCount(of: 1, isNewInProduction: true))
    }
}
