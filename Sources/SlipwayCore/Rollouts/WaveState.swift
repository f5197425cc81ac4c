/// How far a wave is.
///
/// `planned → opening → open ⇄ soaking → passed`, or by way of `awaiting` where a person has to let it pass. A pause, and a
/// time in which no server heard the devices, change nothing here: the soak counts from their end.
package enum WaveState: String, CaseIterable, Hashable, Sendable, Codable {
    case planned
    /// Its batches are being formed.
    case opening
    /// All of its devices are in batches.
    case open
    /// Enough of them have reported the release, and it has to stay so for a while.
    case soaking
    /// That while is over, and a person has to let the next wave begin.
    case awaiting
    case passed
    /// It had no device of its own.
    case skipped

    /// Whether the next wave may begin.
    package var isOver: Bool {
        switch self {
        case .passed, .skipped: true
        case .planned, .opening, .open, .soaking, .awaiting: false
        }
    }

    /// The whole state machine, and the only place that throws an illegal transition.
    ///
    /// - Throws: ROLLOUT_002 where the event is illegal here.
    package func after(_ event: WaveEvent, of wave: WaveID) throws(SlipwayError) -> WaveState {
        switch (self, event) {
        case (.planned, .opened): .opening
        case (.opening, .formed): .open
        case (.open, .verified): .soaking
        case (.soaking, .regressed), (.awaiting, .regressed): .open
        case (.soaking, .soaked(let isAutomatic)): isAutomatic ? .passed : .awaiting
        case (.open, .advanced), (.soaking, .advanced), (.awaiting, .advanced): .passed
        case (.planned, .grown), (.skipped, .grown): .planned
        case (.opening, .grown), (.open, .grown), (.soaking, .grown), (.awaiting, .grown), (.passed, .grown): .opening
        case (.planned, _), (.opening, _), (.open, _), (.soaking, _), (.awaiting, _), (.passed, _), (.skipped, _):
            throw .illegalWaveTransition(wave, from: self, event: event.name)
        }
    }
}

/// What can happen to a wave.
package enum WaveEvent: Hashable, Sendable {
    /// The wave before is over.
    case opened
    /// The last of its devices entered a batch.
    case formed
    /// So many of its devices as the plan asks for have reported the release.
    case verified
    /// They no longer have.
    case regressed
    /// They had for as long as the plan asks for.
    case soaked(isAutomatic: Bool)
    /// A person lets the next wave begin, whatever this one shows.
    case advanced
    /// Later devices have joined it.
    case grown

    var name: String {
        switch self {
        case .opened: "opened"
        case .formed: "formed"
        case .verified: "verified"
        case .regressed: "regressed"
        case .soaked: "soaked"
        case .advanced: "advanced"
        case .grown: "grown"
        }
    }
}
