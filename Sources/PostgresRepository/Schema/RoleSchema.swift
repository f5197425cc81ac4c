/// What the third migration makes, so that logins which are not the owner's can do their part and no more.
enum RoleSchema {
    /// Those who move rows need no right to the figures, with which they could make them wrong. Nobody may hang such a
    /// function on a table of his own.
    static let statements = [
        """
        CREATE FUNCTION device_has_token(bigint, text) RETURNS boolean LANGUAGE sql STABLE AS $body$
          SELECT COALESCE(token_hash = $2, token_hash IS NOT NULL) FROM devices WHERE id = $1
        $body$
        """,
        """
        DO $do$
        DECLARE
          name text;
        BEGIN
          FOREACH name IN ARRAY ARRAY[\(functions.map { "'\($0)'" }.joined(separator: ", "))] LOOP
            EXECUTE format(
              'ALTER FUNCTION %I.%s SECURITY DEFINER SET search_path = %I, pg_temp',
              current_schema(), name, current_schema());
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %I.%s FROM PUBLIC', current_schema(), name);
          END LOOP;
        END
        $do$
        """,
    ]

    /// Tells whether a device has the token with this hash, or with NULL any, to those who may read no hash.
    static let tokenQuestion = "device_has_token(bigint, text)"

    private static let functions = [
        tokenQuestion, "devices_inserted()", "devices_moved()", "update_batch_devices_inserted()",
        "update_batch_devices_moved()", "update_sessions_moved()", "update_batches_inserted()",
        "update_batches_counted()",
    ]
}
