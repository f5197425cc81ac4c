extension FirstSchema {
    /// None on updated_at, last_report_at or progress: those change with every report.
    static let indexes = [
        // An index for every order in which devices can be read; whoever sees one organization only must not walk over
        // the devices of the others.
        "CREATE INDEX devices_by_organization ON devices (organization_id, device_uid)",
        "CREATE INDEX devices_by_heartbeat ON devices (last_heartbeat, id)",
        "CREATE INDEX devices_by_firmware ON devices (firmware_version, device_uid)",
        "CREATE INDEX devices_by_organization_firmware ON devices (organization_id, firmware_version, device_uid)",
        "CREATE INDEX devices_by_organization_name ON devices (organization_name, device_uid)",

        "CREATE INDEX firmware_releases_by_version ON firmware_releases (version_key, version)",
        "CREATE INDEX firmware_releases_by_channel ON firmware_releases (release_channel, version_key, version)",
        "CREATE INDEX firmware_releases_by_checksum ON firmware_releases (checksum)",
        "CREATE INDEX firmware_uploads_by_update ON firmware_uploads (updated_at)",

        "CREATE INDEX rollouts_open ON rollouts (id) WHERE status IN (\(openRolloutStates))",
        "CREATE INDEX rollouts_ended ON rollouts (id) WHERE status IN (\(endedRolloutStates))",
        """
        CREATE INDEX rollouts_open_by_organization ON rollouts (organization_id, id)
        WHERE status IN (\(openRolloutStates))
        """,
        """
        CREATE INDEX rollouts_ended_by_organization ON rollouts (organization_id, id)
        WHERE status IN (\(endedRolloutStates))
        """,

        "CREATE INDEX update_batches_by_organization ON update_batches (organization_id, id)",
        """
        CREATE INDEX update_batches_to_start ON update_batches (run_after, id)
        WHERE status IN ('pending', 'in_progress') AND n_pending > 0
        """,

        "CREATE UNIQUE INDEX update_batch_devices_once ON update_batch_devices (update_batch_id, device_id)",
        "CREATE INDEX update_batch_devices_by_batch ON update_batch_devices (update_batch_id, id)",
        "CREATE INDEX update_batch_devices_by_device ON update_batch_devices (device_id)",
        """
        CREATE UNIQUE INDEX update_batch_devices_by_session ON update_batch_devices (update_session_id)
        WHERE update_session_id IS NOT NULL
        """,
        """
        CREATE INDEX update_batch_devices_open ON update_batch_devices (update_batch_id, id)
        WHERE status IN ('pending', 'initiated')
        """,
        """
        CREATE INDEX update_batch_devices_silent ON update_batch_devices (update_batch_id, silent_at)
        WHERE silent_at IS NOT NULL
        """,
        "CREATE INDEX update_batch_reasons_by_count ON update_batch_reasons (update_batch_id, n DESC, id)",

        """
        CREATE UNIQUE INDEX update_sessions_one_active ON update_sessions (device_id)
        WHERE update_status IN (\(openSessionStates))
        """,
        "CREATE INDEX update_sessions_by_device ON update_sessions (device_id, id)",
        "CREATE INDEX update_sessions_by_status ON update_sessions (update_status, id)",
        "CREATE INDEX update_sessions_due ON update_sessions (deadline_at, id) WHERE deadline_at IS NOT NULL",
        """
        CREATE INDEX update_sessions_in_flight ON update_sessions (id)
        WHERE update_status IN (\(inFlightSessionStates))
        """,

        "CREATE INDEX telemetry_by_device ON telemetry (device_id, received_at, id)",
        "CREATE INDEX telemetry_by_age ON telemetry (received_at)",

        "CREATE INDEX events_by_transaction ON events (xid, id)",
        "CREATE INDEX events_by_batch ON events (update_batch_id, id) WHERE update_batch_id IS NOT NULL",
        "CREATE INDEX events_by_device ON events (device_id, id) WHERE device_id IS NOT NULL",
        "CREATE INDEX events_by_organization ON events (organization_id, id) WHERE organization_id IS NOT NULL",

        "CREATE INDEX workers_by_heartbeat ON workers (last_heartbeat)",
    ]
}
