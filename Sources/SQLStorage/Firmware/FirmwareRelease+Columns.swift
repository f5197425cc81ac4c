import SlipwayCore

extension FirmwareRelease: SQLRecord {
    package static let columns = Columns(
        [
            "id", "organization_id", "version", "release_channel", "storage_path", "checksum", "size_bytes",
            "digital_signature", "manifest", "manifest_signature", "release_status", "release_notes",
            "minimum_version", "file_name", "sha1", "md5", "hardware_versions", "created_at", "updated_at",
        ], of: "f")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), organizationID: row.optionalID(), version: try row.text(),
            releaseChannel: try row.name(), storagePath: try row.text(), checksum: try row.text(),
            sizeBytes: try row.int64(), digitalSignature: row.optionalText(),
            manifest: row.optionalText(), manifestSignature: row.optionalText(),
            releaseStatus: try row.name(), releaseNotes: row.optionalText(), minimumVersion: row.optionalText(),
            fileName: try row.text(), sha1: try row.text(), md5: try row.text(),
            hardwareVersions: try row.texts(), createdAt: try row.instant(),
            updatedAt: try row.instant())
    }
}
