/// What the audit log knows; the names are stored and never change.
package enum EventKind: String, CaseIterable, Hashable, Sendable, Codable {
    case organizationCreated = "organization_created"
    case organizationUpdated = "organization_updated"
    case devicesRegistered = "devices_registered"
    case deviceActivated = "device_activated"
    case deviceDeactivated = "device_deactivated"
    case deviceUpdatesOn = "device_updates_on"
    case deviceUpdatesOff = "device_updates_off"
    case deviceTokenRotated = "device_token_rotated"
    case deviceTokenRevoked = "device_token_revoked"
    case accessTokenCreated = "access_token_created"
    case accessTokenRevoked = "access_token_revoked"
    case firmwareImported = "firmware_imported"
    case firmwarePromoted = "firmware_promoted"
    case firmwareSigned = "firmware_signed"
    case signingKeyAdded = "signing_key_added"
    case signingKeyRemoved = "signing_key_removed"
    case settingChanged = "setting_changed"
    case batchCreated = "batch_created"
    /// On the batch that ended; the one that retries it has its own creation.
    case batchRetried = "batch_retried"
    case devicesSkipped = "devices_skipped"
    case batchStarted = "batch_started"
    case batchStartFailed = "batch_start_failed"
    case batchPaused = "batch_paused"
    case batchResumed = "batch_resumed"
    /// A person cancelled it; the end itself comes with its last flashed session.
    case batchCancelling = "batch_cancelling"
    case batchCompleted = "batch_completed"
    case batchFailed = "batch_failed"
    case batchCancelled = "batch_cancelled"
    /// Of a rollout of several batches, as are the next three. Where it has only one, that batch's own events tell it all.
    case rolloutPaused = "rollout_paused"
    case rolloutResumed = "rollout_resumed"
    /// A person cancelled it; each of its batches has an event of its own for that.
    case rolloutCancelling = "rollout_cancelling"
    case rolloutEnded = "rollout_ended"
    /// Of a rollout with a plan, as are the next ten.
    case rolloutCreated = "rollout_created"
    /// Of a draft, or of the pace and the gates of one that runs.
    case rolloutEdited = "rollout_edited"
    /// Its approval was asked for.
    case rolloutSubmitted = "rollout_submitted"
    case rolloutApproved = "rollout_approved"
    case rolloutDenied = "rollout_denied"
    /// It came to other devices than were approved, and was paused for it.
    case rolloutDrifted = "rollout_drifted"
    /// The start of its schedule came.
    case rolloutStarted = "rollout_started"
    /// It is settled which devices take part.
    case rolloutFrozen = "rollout_frozen"
    case waveOpened = "wave_opened"
    case waveSoaking = "wave_soaking"
    case wavePassed = "wave_passed"
    /// Devices that matched only after the first look joined the last wave.
    case devicesJoined = "devices_joined"
    /// No later device joins a rollout any more.
    case rolloutFinished = "rollout_finished"
    /// Devices of a rollout are left out from now on, by a filter.
    case devicesExcluded = "devices_excluded"
    /// On the rollout whose devices go back; each that brings them back has its own creation, as have those that retry.
    case rolloutRolledBack = "rollout_rolled_back"
    /// On the rollout that a gate has stopped: its way back is there for a person to start.
    case rollbackPrepared = "rollback_prepared"
    /// On the rollout, of which the devices with one cause are tried again.
    case rolloutRetried = "rollout_retried"
    /// A wave had too many bad devices, and its rollout was paused for it.
    case gateTripped = "gate_tripped"
    case updatesHalted = "updates_halted"
    case updatesReleased = "updates_released"
    /// An update of a single device.
    case sessionInitiated = "session_initiated"
    case sessionAcknowledged = "session_acknowledged"
    case sessionDownloading = "session_downloading"
    case sessionFlashed = "session_flashed"
    case sessionCompleted = "session_completed"
    case sessionFailed = "session_failed"
    case sessionCancelled = "session_cancelled"
    case sessionExpired = "session_expired"
    case deviceVerified = "device_verified"
    case deviceFellBack = "device_fell_back"
    case deviceSilent = "device_silent"
    /// It completed, and not a word came of it afterwards.
    case deviceLost = "device_lost"
    /// A device said something that its session's state does not allow; it is kept because it is true.
    case reportRefused = "report_refused"
    /// Figures kept on write are not what their rows say; nothing was corrected.
    case countersDiffered = "counters_differed"
    /// They are again, by themselves or repaired by its actor.
    case countersAgreed = "counters_agreed"
    /// A process that did the background work was not heard of any more, and had not stopped in order.
    case workerLost = "worker_lost"
}
