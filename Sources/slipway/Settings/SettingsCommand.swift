import ArgumentParser
import SlipwayAPI
import SlipwayCore
import SlipwayServices

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Settings of the whole installation, kept in the database: list them, set one.",
        subcommands: [List.self, Set.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the settings by name, with what each may be.",
            discussion: """
                A stored value that cannot be used is named on standard error; the default counts until it is set again.

                Example: slipway settings list --json
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (services, principal) = (try options.services(), LoginName.principal())
            let entries = try await services.sharedSettings.settings(as: principal).entries
            if output.json {
                try StandardOutput.print(json: ListAnswer(plural: "settings", records: entries, nextCursor: nil))
            } else {
                StandardOutput.print(table: SettingsCommand.headings, rows: entries.map(SettingsCommand.row))
            }
            for entry in entries {
                guard let stored = entry.stored, let fault = entry.fault else { continue }
                StandardError.print(
                    "\(entry.setting.name) \(fault), and is stored as \"\(stored)\"; the default counts")
            }
            try await services.firmware.signatureRules(as: principal).printNotice()
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set one of them, for every process at its next read.",
            discussion: """
                The audit log says who set it, from what and to what. Setting what is set already changes nothing.

                Examples:
                  slipway settings set typed_count_from 500
                  slipway settings set event_retention 365
                  slipway settings set rollout_retention keep
                """)

        @OptionGroup var options: DatabaseOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its name, as in the list.") var name: String
        @Argument(help: "Its new value, in its unit, or one of its words such as keep.") var value: String

        func run() async throws {
            let settings = try options.services().sharedSettings
            let entry = try await settings.set(name, to: value, by: LoginName.principal())
            if output.json {
                try StandardOutput.print(json: entry)
            } else {
                StandardOutput.print(table: SettingsCommand.headings, rows: [SettingsCommand.row(entry)])
            }
            for notice in RetentionRule.notices(after: entry.setting, in: settings.latest) {
                StandardError.print(notice)
            }
        }
    }

    private static let headings = ["NAME", "VALUE", "UNIT", "DEFAULT", "FROM", "TO", "WHAT IT DOES"]

    private static func row(_ entry: SettingEntry) -> [String] {
        let definition = entry.setting.definition
        return [
            entry.setting.name, definition.text(of: entry.value), definition.unit,
            definition.text(of: definition.defaultValue), definition.text(of: definition.range.lowerBound),
            definition.text(of: definition.range.upperBound), definition.help,
        ]
    }
}
