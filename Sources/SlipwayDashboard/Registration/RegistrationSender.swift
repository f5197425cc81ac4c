import SlipwayCore
import SlipwayServices
import TerminalUI

/// Sends rows in requests of the limit, one after the other, until all are sent, a person stops it, or an answer fails.
struct RegistrationSender: Sendable {
    enum Event: Sendable {
        case began(RegistrationRun)
        case refused(SafeText)
        case answered(RegistrationRun.Answer)
    }

    private let acts: DashboardActs
    private var run: RegistrationRun?
    /// Places in the sheet, which keeps its rows where they are meanwhile.
    private var waiting: ArraySlice<Int> = []
    private var sent: [(index: Int, before: RegistrationRow.State)] = []
    private var isStopped = false

    init(_ acts: DashboardActs) { self.acts = acts }

    /// Rows that are wrong in their form are refused here and not sent.
    mutating func begin(_ draft: inout RegistrationDraft) -> [ScreenCommand<Event>] {
        guard !draft.isSending, let services = acts.services else { return [] }
        var places: [Int] = []
        for (index, row) in draft.sheet.rows.enumerated() where row.isOpen && row.state != .wrong {
            places.append(index)
        }
        for index in draft.sheet.rows.indices where draft.sheet.rows[index].state == .wrong {
            draft.sheet.change(index) { $0.state = .refused }
        }
        waiting = places[...]
        isStopped = false
        draft.progress = RegistrationDraft.Progress(done: 0, total: places.count)
        let (principal, path) = (acts.principal, draft.tokenPath)
        return [
            .act {
                do {
                    return .began(try RegistrationRun(services: services, principal: principal, tokenPath: path))
                } catch let error as SlipwayError {
                    return .refused(RefusalText.of(error))
                } catch {
                    return .refused("the token file cannot be used")
                }
            }
        ]
    }

    /// After the request that is under way.
    mutating func stop() { isStopped = true }

    /// - Returns: what is to be done next; none where it has ended.
    mutating func update(_ event: Event, _ draft: inout RegistrationDraft) -> [ScreenCommand<Event>]? {
        switch event {
        case .began(let run):
            self.run = run
            return next(&draft)
        case .refused(let why):
            end(&draft)
            return flashed(.error("nothing was sent: " + why))
        case .answered(.answered(let outcomes)):
            for ((index, _), outcome) in zip(sent, outcomes) { note(outcome, at: index, &draft) }
            draft.progress?.done += sent.count
            return next(&draft)
        case .answered(.notSent(let error)):
            for (index, before) in sent { draft.sheet.change(index) { $0.state = before } }
            end(&draft)
            return flashed(.error("stopped, the rest was not sent: " + RefusalText.of(error)))
        case .answered(.unknown):
            for (index, _) in sent { draft.sheet.change(index) { $0.state = .unknown } }
            end(&draft)
            return flashed(.error("the answer was lost: send again, nothing is registered twice"))
        }
    }

    /// A last word, and no more to come.
    private(set) var lastWord: Flash?

    private mutating func flashed(_ flash: Flash) -> [ScreenCommand<Event>]? {
        lastWord = flash
        return nil
    }

    private mutating func next(_ draft: inout RegistrationDraft) -> [ScreenCommand<Event>]? {
        guard let run, !isStopped, !waiting.isEmpty else {
            let wasStopped = isStopped && !waiting.isEmpty
            end(&draft)
            return flashed(Self.summary(draft.sheet, wasStopped: wasStopped))
        }
        let places = waiting.prefix(run.limit)
        waiting = waiting.dropFirst(run.limit)
        let owner = draft.defaultOrganization
        var rows: [DeviceSheetRow] = []
        sent = []
        for index in places {
            sent.append((index, draft.sheet.rows[index].state))
            rows.append(draft.sheet.rows[index].deviceRow(defaultOrganization: owner))
            draft.sheet.change(index) { $0.state = .sending }
        }
        let request = rows
        return [.act { .answered(await run.send(request)) }]
    }

    /// The run goes with its token file: the next one finds in it what this one has made.
    private mutating func end(_ draft: inout RegistrationDraft) {
        run = nil
        waiting = []
        sent = []
        draft.progress = nil
    }

    private func note(_ outcome: RegistrationRun.RowOutcome, at index: Int, _ draft: inout RegistrationDraft) {
        draft.sheet.change(index) { row in
            row.finding = nil
            switch outcome {
            case .registered(let uid):
                row.cells[0] = uid
                row.state = .registered
                row.text = nil
            case .failed(_, let faults):
                row.state = .refused
                row.text = faults.joined(separator: "; ")
            }
        }
    }

    private static func summary(_ sheet: RegistrationSheet, wasStopped: Bool) -> Flash {
        let registered = CountText.exact(sheet.count(.registered)) + " registered"
        if sheet.openCount == 0 { return .info(registered) }
        let left = CountText.exact(sheet.openCount) + (wasStopped ? " left: stopped" : " left: r sends them again")
        return .warning(registered + ", " + left)
    }
}
