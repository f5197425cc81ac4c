-- Released: this text never changes. A later change is a migration of its own.

-- An index for every order in which a list can be read.
--
-- Every index ends with the row's id. Only where the id is not named does SQLite seek a key with it as a whole, instead
-- of walking over all devices that were heard of at the same instant.
DROP INDEX devices_by_heartbeat;
CREATE INDEX devices_by_heartbeat ON devices (last_heartbeat);
DROP INDEX devices_by_firmware;
CREATE INDEX devices_by_firmware ON devices (firmware_version, device_uid);
-- A reader who sees one organization only does not walk over the devices of the others.
CREATE INDEX devices_by_organization_firmware ON devices (organization_id, firmware_version, device_uid);
CREATE INDEX devices_by_organization_name ON devices (organization_name, device_uid);
CREATE INDEX update_sessions_by_status ON update_sessions (update_status, id);
