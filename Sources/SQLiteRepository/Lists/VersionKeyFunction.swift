import GRDB
import SlipwayCore

/// What PostgreSQL has as a function of its own: the sort key of a version, NULL for what cannot be compared.
enum VersionKeyFunction {
    static func make() -> DatabaseFunction {
        DatabaseFunction("firmware_version_key", argumentCount: 1, pure: true) { values in
            String.fromDatabaseValue(values[0]).flatMap { FirmwareVersion($0)?.sortKey }
        }
    }
}
