import SlipwayCore
import TerminalUI

/// One event as a line: when, glyph, whom it concerns, what happened.
enum EventText {
    static func line(_ event: Event, context: ViewContext, nameColumns: Int = 16) -> StyledText {
        let look = look(event.kind)
        let glyph = look?.glyph ?? .information
        let style = look?.style ?? .dim
        let name = SafeText(event.deviceUID ?? event.actorName, limit: 200)
        return StyledText(" " + context.time(event.at, seconds: true) + " ", .dim)
            + StyledText(glyph.text(context.glyphs) + " ", style)
            + StyledText(name.padded(to: nameColumns) + " ", .text) + StyledText(text(event), .text)
    }

    /// Glyph and words of what happened.
    static func label(_ event: Event, _ glyphs: GlyphSet) -> StyledText {
        let look = look(event.kind)
        return StyledText((look?.glyph ?? .information).text(glyphs) + " ", look?.style ?? .dim)
            + StyledText(text(event))
    }

    /// The kind in words, and the detail that it came with.
    static func text(_ event: Event) -> SafeText {
        let detail = SafeText(event.detail, limit: 300)
        if event.detail.isEmpty { return kind(event.kind) }
        return event.kind == .batchCreated ? "created " + detail : kind(event.kind) + ": " + detail
    }

    private static func look(_ kind: EventKind) -> StateLook? {
        switch kind {
        case .sessionCompleted, .deviceVerified, .batchCompleted, .wavePassed, .countersAgreed: .succeeded
        case .devicesJoined, .batchStarted, .batchResumed, .rolloutStarted, .rolloutResumed, .rolloutApproved,
            .waveOpened,
            .waveSoaking,
            .updatesReleased,
            .sessionInitiated, .sessionAcknowledged, .sessionDownloading, .sessionFlashed:
            .active
        case .batchStartFailed, .batchFailed, .sessionFailed, .sessionExpired, .deviceFellBack, .deviceLost,
            .gateTripped, .countersDiffered,
            .workerLost:
            .failed
        case .deviceSilent, .reportRefused: .stuck
        case .batchPaused, .batchCancelling, .batchCancelled, .rolloutPaused, .rolloutDenied, .rolloutDrifted,
            .rolloutCancelling, .updatesHalted, .sessionCancelled, .deviceDeactivated, .deviceUpdatesOff,
            .devicesExcluded, .rolloutRolledBack:
            .stopped
        case .devicesSkipped, .rolloutSubmitted, .rollbackPrepared: .pending
        case .organizationCreated, .organizationUpdated, .devicesRegistered, .deviceActivated, .deviceUpdatesOn,
            .accessTokenCreated, .accessTokenRevoked, .deviceTokenRotated, .deviceTokenRevoked, .firmwareImported,
            .firmwarePromoted, .firmwareSigned, .signingKeyAdded, .signingKeyRemoved, .settingChanged, .batchCreated,
            .batchRetried, .rolloutCreated, .rolloutEdited, .rolloutFrozen, .rolloutFinished, .rolloutEnded,
            .rolloutRetried:
            nil
        }
    }

    private static func kind(_ kind: EventKind) -> SafeText {
        switch kind {
        case .organizationCreated: "created the organization"
        case .organizationUpdated: "changed the organization"
        case .devicesRegistered: "registered devices"
        case .deviceActivated: "activated"
        case .deviceDeactivated: "deactivated"
        case .deviceUpdatesOn: "updates switched on"
        case .deviceUpdatesOff: "updates switched off"
        case .deviceTokenRotated: "new token"
        case .deviceTokenRevoked: "token revoked"
        case .accessTokenCreated: "created the access token"
        case .accessTokenRevoked: "revoked the access token"
        case .firmwareImported: "imported firmware"
        case .firmwarePromoted: "promoted firmware"
        case .firmwareSigned: "signed firmware"
        case .signingKeyAdded: "added the signing key"
        case .signingKeyRemoved: "removed the signing key"
        case .settingChanged: "changed the setting"
        case .batchCreated: "created the batch"
        case .batchRetried: "retried the batch"
        case .devicesSkipped: "left devices out"
        case .batchStarted: "started the batch"
        case .batchStartFailed: "could not start the batch"
        case .batchPaused: "paused the batch"
        case .batchResumed: "resumed the batch"
        case .batchCancelling: "cancelling the batch"
        case .batchCompleted: "batch completed"
        case .batchFailed: "batch failed"
        case .batchCancelled: "batch cancelled"
        case .rolloutPaused: "paused the rollout"
        case .rolloutResumed: "resumed the rollout"
        case .rolloutCancelling: "cancelling the rollout"
        case .rolloutEnded: "rollout ended"
        case .rolloutCreated: "created the rollout"
        case .rolloutStarted: "its start came"
        case .rolloutEdited: "changed the rollout"
        case .rolloutSubmitted: "asked for approval"
        case .rolloutApproved: "approved the rollout"
        case .rolloutDenied: "denied the rollout"
        case .rolloutDrifted: "paused, with other devices than approved"
        case .rolloutFrozen: "settled the devices"
        case .devicesJoined: "later devices joined"
        case .rolloutFinished: "finished: takes no later devices"
        case .waveOpened: "opened the wave"
        case .waveSoaking: "wave soaks"
        case .wavePassed: "wave passed"
        case .updatesHalted: "halted updates"
        case .updatesReleased: "released updates"
        case .sessionInitiated: "initiated"
        case .sessionAcknowledged: "acknowledged"
        case .sessionDownloading: "downloading"
        case .sessionFlashed: "flashed"
        case .sessionCompleted: "completed"
        case .sessionFailed: "failed"
        case .sessionCancelled: "cancelled"
        case .sessionExpired: "gave no report in time"
        case .deviceVerified: "verified"
        case .deviceFellBack: "fell back"
        case .deviceLost: "lost"
        case .devicesExcluded: "left devices out"
        case .rolloutRolledBack: "brought its devices back"
        case .rollbackPrepared: "way back prepared"
        case .rolloutRetried: "tried devices again"
        case .gateTripped: "paused by its gate"
        case .deviceSilent: "fell silent"
        case .reportRefused: "reported what its state does not allow"
        case .countersDiffered: "figures differ from the rows"
        case .countersAgreed: "figures equal the rows again"
        case .workerLost: "a worker did not stop in order"
        }
    }
}
