import SQLStorage

extension SQLiteRepository {
    /// Every step of the schema, in its order.
    package static let releasedMigrations = [
        SchemaMigration(1, "0001 first schema", file: PackageResources._001_first_schema_sql),
        SchemaMigration(2, "0002 lists", file: PackageResources._002_lists_sql),
        SchemaMigration(3, "0003 audit", file: PackageResources._003_audit_sql),
        SchemaMigration(4, "0004 reach", file: PackageResources._004_reach_sql),
        SchemaMigration(5, "0005 request keys", file: PackageResources._005_request_keys_sql),
        SchemaMigration(6, "0006 manifest", file: PackageResources._006_manifest_sql),
        SchemaMigration(
            7, "0007 version keys", file: PackageResources._007_version_keys_sql, computing: .versionKeys),
        SchemaMigration(8, "0008 retention", file: PackageResources._008_retention_sql),
        SchemaMigration(9, "0009 set counting", file: PackageResources._009_set_counting_sql),
        SchemaMigration(10, "0010 left out and lost", file: PackageResources._010_left_out_and_lost_sql),
        SchemaMigration(11, "0011 gates", file: PackageResources._011_gates_sql),
        SchemaMigration(12, "0012 places", file: PackageResources._012_places_sql),
        SchemaMigration(13, "0013 plans", file: PackageResources._013_plans_sql),
        SchemaMigration(14, "0014 templates", file: PackageResources._014_templates_sql),
        SchemaMigration(15, "0015 schedules", file: PackageResources._015_schedules_sql),
        SchemaMigration(16, "0016 ways back", file: PackageResources._016_ways_back_sql),
        SchemaMigration(17, "0017 approval", file: PackageResources._017_approval_sql),
        SchemaMigration(18, "0018 bandwidth", file: PackageResources._018_bandwidth_sql),
        SchemaMigration(19, "0019 dynamic", file: PackageResources._019_dynamic_sql),
        SchemaMigration(20, "0020 prepared rollbacks", file: PackageResources._020_prepared_rollbacks_sql),
        SchemaMigration(21, "0021 halts", file: PackageResources._021_halts_sql),
    ]
}
