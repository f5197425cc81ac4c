import SlipwayServices
import TerminalUI

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
