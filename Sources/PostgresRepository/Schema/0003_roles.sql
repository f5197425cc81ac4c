-- Released: this text never changes. A later change is a migration of its own.

-- Logins that are not the owner's do their part and no more.
--
-- This migration needs Swift: what each role may do with each table depends on which roles there are, and is granted by
-- Roles/RoleGrants.swift after every upgrade.
--
-- Tells whether a device has the token with this hash, or with NULL any, to a login that may read no hash.
CREATE FUNCTION device_has_token(bigint, text) RETURNS boolean LANGUAGE sql STABLE AS $body$
  SELECT COALESCE(token_hash = $2, token_hash IS NOT NULL) FROM devices WHERE id = $1
$body$;

-- A login that moves rows needs no right to the figures, with which it could make them wrong; and it may not hang one of
-- these functions on a table of its own.
DO $do$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['device_has_token(bigint, text)', 'devices_inserted()', 'devices_moved()', 'update_batch_devices_inserted()', 'update_batch_devices_moved()', 'update_sessions_moved()', 'update_batches_inserted()', 'update_batches_counted()'] LOOP
    EXECUTE format(
      'ALTER FUNCTION %I.%s SECURITY DEFINER SET search_path = %I, pg_temp',
      current_schema(), name, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I.%s FROM PUBLIC', current_schema(), name);
  END LOOP;
END
$do$;
