import SlipwayServices
import TerminalUI

/// What every screen is made with.
struct DashboardContext: Sendable {
    let reads: DashboardReads
    let acts: DashboardActs
    let log: LogBook
    /// Milliseconds between two polls.
    let interval: Int64
    /// Where forms keep their drafts; none where they keep none.
    let drafts: DraftFolder?
}

extension FormPulse {
    init(_ context: DashboardContext) {
        let reads = context.reads
        self.init(interval: context.interval) {
            let start = reads.milliseconds()
            guard (try? await reads.mark()) != nil else { return nil }
            _ = try? await reads.access(false)
            return reads.milliseconds() - start
        }
    }
}

extension DraftFolder {
    func drafts<Draft: Codable & Sendable>(named name: String) -> FormDrafts<Draft> {
        let file = file(named: name)
        return FormDrafts(
            load: {
                switch await file.load(Draft.self) {
                case .nothing: .nothing
                case .kept(let draft, let time): .kept(draft, at: WallTime(milliseconds: time.milliseconds))
                case .inUse: .inUse
                case .refused(let why): .refused(SafeText(why, limit: 300))
                }
            },
            save: { draft, revision in await file.save(draft, revision: revision).map { SafeText($0, limit: 300) } },
            remove: { await file.remove(revision: $0) }, close: { await file.close() })
    }
}
