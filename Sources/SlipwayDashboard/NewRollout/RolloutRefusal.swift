import SlipwayCore
import TerminalUI

/// What the service has refused of a draft, at the fields where it stands, until one of them is changed.
struct RolloutRefusal: Equatable, Sendable {
    private let version: String
    private let selection: String
    private let filter: String
    private let uids: FormText
    private let times: TimesText
    private let pace: PaceText
    private let template: ChosenTemplate?
    /// By the ids of the fields.
    private let faults: [String: SafeText]

    /// - Returns: none where it is of no field.
    init?(_ error: any Error, of draft: RolloutDraft) {
        faults = Self.faults(error, of: draft)
        (version, selection, filter, uids) = (draft.version, draft.selection, draft.filter, draft.uids)
        (times, pace, template) = (draft.times, draft.paceText, draft.template)
        guard !faults.isEmpty else { return nil }
    }

    /// At the field of that id.
    func fault(at field: String, of draft: RolloutDraft) -> FormFault? {
        guard draft.version == version, draft.selection == selection, draft.filter == filter, draft.uids == uids,
            draft.times == times, draft.paceText == pace, draft.template == template
        else { return nil }
        return faults[field].map { FormFault($0) }
    }

    private static func faults(_ error: any Error, of draft: RolloutDraft) -> [String: SafeText] {
        let devices = draft.isList ? "uids" : "filter"
        switch error {
        case SlipwayError.invalidRequest(let faults):
            let found = faults.compactMap { fault in
                field(fault.field, devices: devices).map { ($0, SafeText(fault.fault, limit: 300)) }
            }
            return Dictionary(found) { first, _ in first }
        case SlipwayError.noTargets, SlipwayError.noValidDevices: return [devices: RefusalText.of(error)]
        case SlipwayError.firmwareNotFound, SlipwayError.firmwareNotApproved:
            return ["version": RefusalText.of(error)]
        default: return [:]
        }
    }

    /// As the form calls what a request calls so; what is checked while it is typed is not among them.
    private static func field(_ name: String, devices: String) -> String? {
        switch name {
        case "filter", "organization", "device_ids": devices
        case "firmware", "firmware_id": "version"
        case "template": "template"
        default: TimesText.field(ofRequest: name)?.rawValue ?? PaceText.field(ofRequest: name)?.rawValue
        }
    }
}
