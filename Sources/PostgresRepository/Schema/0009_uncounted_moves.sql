-- Released: this text never changes. A later change is a migration of its own.

-- A session that neither was nor is in flight moves no figure: cancelling a batch writes its row for those that were, and
-- not once for every device. A server of the release before counts by this too.
CREATE OR REPLACE FUNCTION update_sessions_moved() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF OLD.update_status NOT IN ('acknowledged', 'downloading', 'flashed')
    AND NEW.update_status NOT IN ('acknowledged', 'downloading', 'flashed')
  THEN
    RETURN NULL;
  END IF;
  UPDATE update_batches
  SET n_acknowledged = n_acknowledged
      + (NEW.update_status = 'acknowledged')::int - (OLD.update_status = 'acknowledged')::int,
    n_downloading = n_downloading
      + (NEW.update_status = 'downloading')::int - (OLD.update_status = 'downloading')::int,
    n_flashed = n_flashed + (NEW.update_status = 'flashed')::int - (OLD.update_status = 'flashed')::int
  WHERE id = (SELECT update_batch_id FROM update_batch_devices WHERE update_session_id = NEW.session_id);
  RETURN NULL;
END
$body$;

-- What 0003 gave the function is lost with its old body.
DO $do$
BEGIN
  EXECUTE format(
    'ALTER FUNCTION %I.update_sessions_moved() SECURITY DEFINER SET search_path = %I, pg_temp',
    current_schema(), current_schema());
END
$do$;
