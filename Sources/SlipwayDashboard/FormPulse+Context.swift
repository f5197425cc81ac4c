import TerminalUI

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
