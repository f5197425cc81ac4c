import SlipwayCore

/// Which devices of a page have fallen silent, or are heard again, by how long the phases take in their batches.
struct SilenceJudge: Sendable {
    enum Change: Hashable, Sendable {
        case silent(in: UpdateSessionState)
        case heard
    }

    private let phases: [UpdateBatch.ID: [UpdateSessionState: PhaseDurations]]
    private let settings: ServiceSettings
    private let presence: ServicePresence?

    init(
        of contexts: [SessionContext], settings: ServiceSettings, presence: ServicePresence?,
        in reader: any UpdateReader
    ) throws {
        let batches = Set(contexts.compactMap { $0.batch?.id })
        phases = batches.isEmpty ? [:] : try reader.phaseDurations(of: batches)
        self.settings = settings
        self.presence = presence
    }

    /// None where the mark is right as it is.
    func change(of context: SessionContext, now: Timestamp) -> Change? {
        guard let device = context.batchDevice, let batch = context.batch else { return nil }
        let state = context.session.updateStatus
        // A device already marked silent before the outage stays silent.
        let isSilent = settings.silence.isSilent(
            context, in: device.silentAt == nil ? presence : nil,
            percentile95: phases[batch.id]?[state]?.percentile(0.95),
            deadlines: settings.deadlines, now: now)
        guard isSilent != (device.silentAt != nil) else { return nil }
        return isSilent ? .silent(in: state) : .heard
    }

    func event(on context: SessionContext, by actor: Principal, now: Timestamp) -> NewEvent {
        let silence = now - context.session.lastHeardAt
        return NewEvent(
            .deviceSilent, by: actor, on: EventSubject(of: context),
            detail: "no report for \(silence.roundedInWords) while \(context.session.updateStatus.rawValue)")
    }
}
