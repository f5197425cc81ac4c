import SlipwayCore

extension StandingHalt {
    static let atKey = "system_halted_at"
    static let byKey = "system_halted_by"
    static let reasonKey = "system_halt_reason"

    /// `id, name, halted_at` of an organization or of everything as a setting, `by, reason`, and the end of an earlier halt
    /// in the same two ways.
    init(_ row: inout some ColumnReader) throws {
        let organization: Organization.ID? = row.optionalID()
        let name = row.optionalText()
        let instant = row.optionalInstant()
        let setting = row.optionalText()
        let (by, reason) = (row.optionalText(), row.optionalText())
        let released = row.optionalInstant()
        let releasedSetting = row.optionalText()
        let at = instant ?? setting.flatMap(Timestamp.init(setting:))
        let releasedAt = released ?? releasedSetting.flatMap(Timestamp.init(setting:))
        var note: HaltNote?
        // A program of the release before leaves the note of the halt that it ends.
        if let at, let by, releasedAt.map({ $0 <= at }) ?? true {
            note = HaltNote(by: by, reason: reason ?? "", at: at)
        }
        self.init(reach: organization.map { .organization($0, name: name ?? "") } ?? .everything, note: note)
    }
}
