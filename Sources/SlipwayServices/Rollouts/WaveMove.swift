import SlipwayCore

/// Moves a wave of a rollout by the machine of waves, and tells it.
struct WaveMove: Sendable {
    private let rollout: Rollout
    private let actor: Principal

    init(of rollout: Rollout, by actor: Principal) {
        self.rollout = rollout
        self.actor = actor
    }

    /// - Throws: ROLLOUT_002 where the event is illegal in the wave's state.
    func carryOut(
        _ event: WaveEvent, of wave: RolloutWave, reason: String? = nil, in transaction: any RepositoryTransaction
    ) throws {
        let state = try wave.state.after(event, of: wave.id)
        guard state != wave.state else { return }
        let pass =
            state == .passed
            ? WavePass(at: transaction.now, by: event == .advanced ? actor.name : nil, reason: reason) : nil
        try transaction.setState(of: wave.id, to: state, pass: pass)
        let kind: EventKind
        switch state {
        case .opening:
            // What joined it has an event of its own.
            guard event != .grown else { return }
            kind = .waveOpened
        case .soaking: kind = .waveSoaking
        case .passed: kind = .wavePassed
        case .planned, .open, .awaiting, .skipped: return
        }
        let detail = ["wave \(wave.id.number)", reason].compactMap { $0 }.joined(separator: ": ")
        try transaction.append([NewEvent(kind, by: actor, on: EventSubject(of: rollout), detail: detail)])
    }
}
