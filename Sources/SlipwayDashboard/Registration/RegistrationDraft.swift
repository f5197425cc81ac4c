import SlipwayCore
import TerminalUI

/// A registration as far as it has come. No token is ever in it.
struct RegistrationDraft: Codable, Sendable {
    /// Owns the rows that name no organization.
    var organization = ""
    var path = ""
    var pasted = FormText()
    var wishes = SheetWishes()
    var tokenPath = ""
    var sheet = RegistrationSheet()
    /// While rows are being sent; a draft that is found again is not sending.
    var progress: Progress?

    struct Progress: Hashable, Sendable {
        var done: Int
        let total: Int
    }

    var isSending: Bool { progress != nil }
    var defaultOrganization: String? { organization.isEmpty ? nil : organization }

    /// Who owns a row that names nobody decides what is wrong with it.
    mutating func settleRows() {
        let owner = defaultOrganization
        for place in sheet.rows.indices { sheet.change(place) { $0.settle(defaultOrganization: owner) } }
    }

    private enum CodingKeys: String, CodingKey {
        case organization, path, pasted, wishes, tokenPath, sheet
    }
}
