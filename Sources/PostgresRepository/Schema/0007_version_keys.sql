-- Released: this text never changes. A later change is a migration of its own.

-- What releases are ordered and compared by, anew: version_key knows three numbers and no more. Versions stay as they
-- are written; those that are equal have one key. The old column and its indexes stay for servers of the release before.
--
-- This migration needs Swift: the keys of the releases that are there are computed in the same transaction, in chunks, by
-- SQLTransaction+VersionKeys.swift. A version that cannot be compared keeps ''.
ALTER TABLE firmware_releases ADD COLUMN precedence_key text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX firmware_releases_by_precedence ON firmware_releases (precedence_key, version);
CREATE INDEX firmware_releases_by_channel_precedence ON firmware_releases (release_channel, precedence_key, version);

-- FirmwareVersion.sortKey, for what servers of the release before write and for the versions that devices report; NULL
-- for what cannot be compared.
CREATE FUNCTION firmware_version_key(version text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
  found text[];
  digits text;
  numbers text := '';
BEGIN
  IF octet_length(version) > 64 THEN RETURN NULL; END IF;
  -- A date is three numbers.
  found := regexp_match(
    regexp_replace(
      version COLLATE "C", '^([vV]?[0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?=$|[-+])', '\1.\2.\3'),
    '^[vV]?([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$');
  IF found IS NULL
    OR found[2] IS NOT NULL AND strpos(found[1], '.') = 0
    OR found[2] COLLATE "C" ~ '(^|\.)0[0-9]+(\.|$)'
  THEN RETURN NULL; END IF;
  FOR position IN 1..4 LOOP
    digits := COALESCE(NULLIF(ltrim(split_part(found[1], '.', position), '0'), ''), '0');
    numbers := concat_ws('.', NULLIF(numbers, ''), lpad(length(digits)::text, 2, '0') || digits);
  END LOOP;
  RETURN numbers || COALESCE(
    '-' || (
      SELECT string_agg(
        CASE WHEN label COLLATE "C" ~ '^[0-9]+$' THEN '0' || lpad(length(label)::text, 2, '0') || label
          ELSE '1' || label END, '!' ORDER BY place)
      FROM unnest(string_to_array(found[2], '.')) WITH ORDINALITY AS labels (label, place)),
    '~');
END
$body$;

CREATE FUNCTION firmware_releases_keyed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.precedence_key := COALESCE(firmware_version_key(NEW.version), '');
  RETURN NEW;
END
$body$;
CREATE TRIGGER firmware_releases_keyed BEFORE INSERT ON firmware_releases
FOR EACH ROW WHEN (NEW.precedence_key = '') EXECUTE FUNCTION firmware_releases_keyed();
