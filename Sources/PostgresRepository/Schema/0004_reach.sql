-- Released: this text never changes. A later change is a migration of its own.

-- A release may belong to one organization, and the halt of an organization keeps whose it is. Where nothing is kept,
-- as in every row from before, the release is for all, and only principals of all organizations end the halt.
ALTER TABLE firmware_releases ADD COLUMN organization_id bigint REFERENCES organizations (id);
ALTER TABLE organizations ADD COLUMN halt_reach text COLLATE "C" CHECK (halt_reach IN ('organization', 'all'));

-- A server of the release before ends a halt and leaves this column as it is; the next halt must not inherit it.
CREATE FUNCTION organizations_released() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.halt_reach := NULL;
  RETURN NEW;
END
$body$;
CREATE TRIGGER organizations_released BEFORE UPDATE OF halted ON organizations
FOR EACH ROW WHEN (OLD.halted AND NOT NEW.halted) EXECUTE FUNCTION organizations_released();

-- The least migration that a program has to know to work with this schema; later ones that only expand leave it.
INSERT INTO settings (key, value) VALUES ('schema_compatible_since', '4')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
