-- Released: this text never changes. A later change is a migration of its own.

-- What releases are ordered and compared by, anew: version_key knows three numbers and no more. Versions stay as they
-- are written; those that are equal have one key.
--
-- This migration needs Swift: the keys of the releases that are there are computed in the same transaction, in chunks, by
-- SQLTransaction+VersionKeys.swift. A version that cannot be compared keeps ''.
ALTER TABLE firmware_releases ADD COLUMN precedence_key TEXT NOT NULL DEFAULT '';
CREATE INDEX firmware_releases_by_precedence ON firmware_releases (precedence_key, version);
CREATE INDEX firmware_releases_by_channel_precedence ON firmware_releases (release_channel, precedence_key, version);
DROP INDEX firmware_releases_by_version;
DROP INDEX firmware_releases_by_channel;
