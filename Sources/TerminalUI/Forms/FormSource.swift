/// What makes a form: its steps over one draft.
package protocol FormSource: Sendable {
    associatedtype Draft: Codable & Sendable

    var title: SafeText { get }
    var steps: [AnyFormStep<Draft>] { get }
    /// Where its draft is kept; none where it is not.
    var drafts: FormDrafts<Draft>? { get }
    /// How it learns whether what it writes to is there; none where it need not.
    var pulse: FormPulse? { get }
    /// Whether there is anything in it to lose.
    func isWorthKeeping(_ draft: Draft) -> Bool
    /// What it holds, such as `1,200 rows`.
    func text(for draft: Draft) -> SafeText
}

extension FormSource {
    package var drafts: FormDrafts<Draft>? { nil }
    package var pulse: FormPulse? { nil }
}

/// Where the draft of one form is kept from one change to the next.
package struct FormDrafts<Draft: Sendable>: Sendable {
    package enum Found: Sendable {
        case nothing
        case kept(Draft, at: WallTime)
        /// Another program has this form open: nothing is kept here.
        case inUse
        /// It cannot be read or kept.
        case refused(SafeText)
    }

    /// Reads it, and keeps it for this form until ``close``.
    let load: @Sendable () async -> Found
    /// The later revision wins, whatever arrives last. Answers why it could not be kept.
    let save: @Sendable (Draft, _ revision: Int) async -> SafeText?
    let remove: @Sendable (_ revision: Int) async -> Void
    let close: @Sendable () async -> Void

    package init(
        load: @escaping @Sendable () async -> Found,
        save: @escaping @Sendable (Draft, _ revision: Int) async -> SafeText?,
        remove: @escaping @Sendable (_ revision: Int) async -> Void, close: @escaping @Sendable () async -> Void
    ) {
        self.load = load
        self.save = save
        self.remove = remove
        self.close = close
    }
}
