-- Released: this text never changes. A later change is a migration of its own.

-- What a release is signed for, as it was signed, and the signature over it. An organization may say whether its own
-- releases need it, or follow what counts for all.
ALTER TABLE firmware_releases ADD COLUMN manifest TEXT;
ALTER TABLE firmware_releases ADD COLUMN manifest_signature TEXT;
ALTER TABLE organizations ADD COLUMN bare_signatures TEXT NOT NULL DEFAULT 'inherited'
  CHECK (bare_signatures IN ('inherited', 'allowed', 'refused'));

-- A database that is in use approves as it did, until it is set otherwise. One that is made now has nothing yet.
INSERT INTO settings (key, value)
SELECT 'setting:bare_signatures', 'allowed'
WHERE EXISTS (SELECT 1 FROM events) OR EXISTS (SELECT 1 FROM organizations) OR EXISTS (SELECT 1 FROM firmware_releases)
  OR EXISTS (SELECT 1 FROM settings WHERE substr(key, 1, 12) = 'signing_key:')
ON CONFLICT (key) DO NOTHING;

-- Once there was a signing key, the lack of any is no permission.
INSERT INTO settings (key, value)
SELECT 'signatures_required', 'true'
WHERE EXISTS (SELECT 1 FROM settings WHERE substr(key, 1, 12) = 'signing_key:')
ON CONFLICT (key) DO NOTHING;
