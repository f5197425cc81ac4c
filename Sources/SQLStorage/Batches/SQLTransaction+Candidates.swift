import SlipwayCore

extension SQLTransaction {
    package func candidates(ids: [Device.ID], uids: [String]) throws -> [BatchCandidate] {
        try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM devices AS d
            WHERE d.id IN (
              \(dialect.elements(of: "$1", .integer))
              UNION ALL
              SELECT id FROM devices WHERE device_uid \(dialect.among("$2", .text)))
            ORDER BY d.id\(locking("d", .shared))
            """, [SQLList(ids), SQLList(uids)], decode: BatchCandidate.init)
    }

    package func candidates(ofOrganization id: Organization.ID, limit: Int) throws -> [BatchCandidate] {
        try lock(
            """
            SELECT d.id
            FROM devices AS d
            WHERE d.id IN (SELECT id FROM devices WHERE organization_id = $1 ORDER BY device_uid LIMIT $2)
            ORDER BY d.id
            """, .shared, [id, limit])
        return try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM devices AS d
            WHERE d.organization_id = $1
            ORDER BY d.device_uid
            LIMIT $2
            """, [id, limit], decode: BatchCandidate.init)
    }

    package func retryCandidates(of batch: UpdateBatch.ID) throws -> [BatchCandidate] {
        let failed = """
            bd.update_batch_id = $1 AND (bd.status = $2 OR bd.fell_back_at IS NOT NULL OR bd.lost_at IS NOT NULL)
            """
        let arguments: SQLArguments = [batch, UpdateBatchDeviceState.failed.rawValue]
        try lock(
            """
            SELECT d.id
            FROM devices AS d
            WHERE d.id IN (SELECT bd.device_id FROM update_batch_devices AS bd WHERE \(failed))
            ORDER BY d.id
            """, .shared, arguments)
        return try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM update_batch_devices AS bd
            JOIN devices AS d ON d.id = bd.device_id
            WHERE \(failed)
            ORDER BY bd.id
            """, arguments, decode: BatchCandidate.init)
    }

    package func startCandidates(_ batch: UpdateBatch.ID) throws -> [StartCandidate] {
        // The whole condition of the index of open devices, of which the pending ones are a part. Locked in the order of the
        // devices, as everywhere; given in that of the batch.
        try rows(
            """
            SELECT bd.id, \(BatchCandidate.columns)
            FROM update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_open"))
            JOIN devices AS d ON d.id = bd.device_id
            WHERE bd.update_batch_id = $1
              AND bd.status IN (\(UpdateBatchDeviceState.open.sqlNames))
              AND bd.status = 'pending'
            ORDER BY d.id\(locking("d", .shared))
            """, [batch]
        ) { StartCandidate(batchDeviceID: try $0.id(), candidate: try BatchCandidate(&$0)) }
        .sorted { $0.batchDeviceID < $1.batchDeviceID }
    }
}
