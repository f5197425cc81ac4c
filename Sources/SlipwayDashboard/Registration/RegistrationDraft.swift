import SlipwayCore
import TerminalUI

/// A registration as far as it has come. No token is ever in it.
struct RegistrationDraft: Codable, Sendable {
    /// Owns the rows that name no organization.
    var organization = ""
    var path = ""
    var pasted = FormText()
    var options = SheetOptions()
    var tokenPath = ""
    var sheet = RegistrationSheet()
    /// While rows are being sent; a draft that is found again is not sending.
    var progress: Progress?

    struct Progress: Hashable, Sendable {
        var done: Int
        let total: Int
    }

    var isSending: Bool { progress != nil }
    /// A paste or a file that was given and is not among the rows.
    var hasUnaddedSource: Bool { !pasted.isEmpty || !path.isEmpty }
    var defaultOrganization: String? { organization.isEmpty ? nil : organization }

    /// The owner of a row that names none decides what is wrong with it.
    mutating func validateRows() {
        let owner = defaultOrganization
        for index in sheet.rows.indices { sheet.change(index) { $0.validate(defaultOrganization: owner) } }
    }

    private enum CodingKeys: String, CodingKey {
        case organization, path, pasted, tokenPath, sheet
        /// The name that drafts of earlier versions have.
        case options = "wishes"
    }

    /// A token file that is pasted by mistake must not leave its tokens in a second place.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(organization, forKey: .organization)
        try container.encode(path, forKey: .path)
        let speaksOfTokens = pasted.lines.contains { $0.lowercased().contains("token") }
        try container.encode(speaksOfTokens ? FormText() : pasted, forKey: .pasted)
        try container.encode(options, forKey: .options)
        try container.encode(tokenPath, forKey: .tokenPath)
        try container.encode(sheet, forKey: .sheet)
    }
}
