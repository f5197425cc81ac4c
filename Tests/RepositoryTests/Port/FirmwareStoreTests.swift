import SlipwayCore
import TestSupport
import Testing

@Suite struct FirmwareStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a new release is a draft with everything that was given`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let inserted = try await world.write {
                try $0.insert(
                    .example(
                        version: "2.0.0-rc.1", channel: .beta, releaseNotes: "n", minimumVersion: "1.0.0",
                        hardwareVersions: ["rev-a", "rev \"b\""]), digests: .example("c"), sizeBytes: 5 << 32)
            }
            let expected = FirmwareRelease(
                id: inserted.id, organizationID: nil, version: "2.0.0-rc.1", releaseChannel: .beta,
                storagePath: "sha256:" + String(repeating: "c", count: 64),
                checksum: String(repeating: "c", count: 64), sizeBytes: 5 << 32, digitalSignature: nil,
                releaseStatus: .draft, releaseNotes: "n", minimumVersion: "1.0.0", fileName: "firmware.bin",
                sha1: String(repeating: "c", count: 40), md5: String(repeating: "c", count: 32),
                hardwareVersions: ["rev-a", "rev \"b\""], createdAt: world.clock.now, updatedAt: world.clock.now)
            #expect(inserted == expected)
            #expect(try await world.read { try $0.release(inserted.id) } == expected)
            #expect(try await world.read { try $0.release(version: "2.0.0-rc.1") } == expected)
            await #expect(throws: SlipwayError.firmwareVersionExists("2.0.0-rc.1")) {
                try await world.write { try $0.insertRelease(version: "2.0.0-rc.1") }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a release keeps the signature that it came with, until it gets another one`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (first, second) = (try SigningPair().signature(of: [1]), try SigningPair().signature(of: [2]))
            let inserted = try await world.write {
                try $0.insert(.example(signature: first), digests: .example(), sizeBytes: 1)
            }
            #expect(inserted.digitalSignature == first.text)
            world.clock.advance(by: .seconds(1))
            try await world.write { try $0.setSignature(of: inserted.id, to: second) }
            let changed = try await world.read { try $0.release(inserted.id) }
            #expect(changed?.digitalSignature == second.text)
            #expect(changed?.updatedAt == world.clock.now)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a release keeps the manifest that it came with byte by byte, until it gets another one`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let pair = SigningPair()
            let first = try pair.sign("slipway-manifest-v1\nhardware e\u{301} \"x\"\n")
            let inserted = try await world.write {
                try $0.insert(.example(manifest: first), digests: .example(), sizeBytes: 1)
            }
            #expect(inserted.manifest.map { Array($0.utf8) } == first.bytes)
            #expect(inserted.manifestSignature == first.signature.text && inserted.digitalSignature == nil)
            world.clock.advance(by: .seconds(1))
            let second = try pair.sign("another\n")
            try await world.write { try $0.setManifest(of: inserted.id, to: second) }
            let changed = try await world.read { try $0.release(inserted.id) }
            #expect(changed?.manifest == second.text && changed?.manifestSignature == second.signature.text)
            #expect(changed?.updatedAt == world.clock.now)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `versions with the same bytes come with the newest release first, as far as a scope sees them`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (own, other) = try await world.write { transaction in
                let own = try transaction.insertOrganization(name: "own").id
                let other = try transaction.insertOrganization(name: "other").id
                for (version, owner) in [("3.0.0", nil), ("1.0.0", own), ("2.0.0", other)] {
                    try transaction.insertRelease(version: version, organization: owner, digests: .example("c"))
                }
                try transaction.insertRelease(version: "4.0.0", digests: .example("d"))
                return (own, other)
            }
            let versions = { @Sendable (scope: OrganizationScope, limit: Int) in
                try await world.read {
                    try $0.versions(ofSHA256: FirmwareDigests.example("c").sha256, in: scope, limit: limit)
                }
            }
            #expect(try await versions(.all, 9) == ["2.0.0", "1.0.0", "3.0.0"])
            #expect(try await versions(.all, 2) == ["2.0.0", "1.0.0"])
            #expect(try await versions(.one(own), 9) == ["1.0.0", "3.0.0"])
            #expect(try await versions(.one(other), 9) == ["2.0.0", "3.0.0"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what is rolled out is the releases of rollouts that are not final`(database: ConformingDatabase) async throws
    {
        try await database.withWorld { world in
            let started = try await world.startedBatch()
            let other = try await world.write { transaction in
                try transaction.insertRelease(version: "3.0.0", digests: .example("d"))
                let other = try transaction.insertRelease(version: "1.5.0", digests: .example("e"))
                for _ in 0..<2 { try transaction.insertBatch(of: started.devices, firmware: other.id) }
                return other.id
            }
            let ids = { @Sendable (limit: Int) in
                try await world.read { try $0.releasesBeingRolledOut(limit: limit).map(\.id) }
            }
            #expect(try await ids(9) == [other, started.release.id])
            #expect(try await ids(1) == [other])
            try await world.write { try $0.setBoth(started.batch.id, to: .cancelled) }
            #expect(try await ids(9) == [other])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `releases come by precedence, the newest first, page by page`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let versions = ["1.10.0", "1.9.0", "v2.0-rc.2", "2.0.0-rc.10", "2026.11", "0.9.0", "1.9.0.1"]
            try await world.write { transaction in
                for version in versions {
                    try transaction.insertRelease(version: version, channel: version == "1.9.0" ? .beta : .production)
                }
            }
            try await world.insertEqualReleases(["2.0.0", "2.0.0+build.1"])
            let page = { (channel: ReleaseChannel?, version: String?, limit: Int) in
                let filter = try channel.map { try Filter("channel=\($0.rawValue)", of: FirmwareOrder.self) }
                let anchor = version.map { version in
                    ListAnchor(
                        segment: 0, key: [.text(FirmwareVersion(version)?.sortKey ?? ""), .text(version)])
                }
                return try await world.read {
                    try $0.page(
                        of: FirmwareQuery(filter: filter ?? .none), in: .all, at: anchor.map { .after($0) } ?? .first,
                        limit: limit
                    ).rows.map(\.version)
                }
            }
            let all = [
                "2026.11", "2.0.0+build.1", "2.0.0", "2.0.0-rc.10", "v2.0-rc.2", "1.10.0", "1.9.0.1", "1.9.0", "0.9.0",
            ]
            #expect(try await page(nil, nil, 9) == all)
            #expect(try await page(nil, "2.0.0+build.1", 2) == ["2.0.0", "2.0.0-rc.10"])
            #expect(try await page(.production, "v2.0-rc.2", 9) == ["1.10.0", "1.9.0.1", "0.9.0"])
            #expect(try await page(.beta, nil, 9) == ["1.9.0"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a piece that is stored already stays`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let sha256 = FirmwareDigests.example().sha256
            try await world.write { transaction in
                try transaction.beginUpload(ofSHA256: sha256)
                try transaction.store(chunk: [1, 2, 3], number: 0, ofSHA256: sha256)
                try transaction.store(chunk: [9], number: 0, ofSHA256: sha256)
                try transaction.store(chunk: [0, 255], number: 1, ofSHA256: sha256)
                try transaction.endUpload(ofSHA256: sha256)
            }
            #expect(try await world.read { try $0.chunk(0, ofSHA256: sha256) } == [1, 2, 3])
            #expect(try await world.read { try $0.chunk(1, ofSHA256: sha256) } == [0, 255])
            #expect(try await world.read { try $0.chunk(2, ofSHA256: sha256) } == nil)
            let stored = try await world.read { reader -> [Int64] in
                let stored = try reader.storedChunks(ofSHA256: sha256)
                return [Int64(stored.count), stored.bytes]
            }
            #expect(stored == [2, 5])
            await #expect(throws: SlipwayError.self) {
                try await world.write {
                    try $0.store(chunk: Array(repeating: 0, count: 1 << 20 + 1), number: 2, ofSHA256: sha256)
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `only what stands still and belongs to no release is discarded`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (abandoned, used, running) = ("a", "b", "c")
            try await world.write { transaction in
                for seed in [abandoned, used] {
                    let sha256 = String(repeating: seed, count: 64)
                    try transaction.beginUpload(ofSHA256: sha256)
                    for number in 0..<3 { try transaction.store(chunk: [1], number: number, ofSHA256: sha256) }
                }
                try transaction.insertRelease(digests: .example("b"))
            }
            let start = world.clock.now
            world.clock.advance(by: .seconds(600))
            try await world.write { transaction in
                let sha256 = String(repeating: running, count: 64)
                try transaction.beginUpload(ofSHA256: sha256)
                try transaction.store(chunk: [1], number: 0, ofSHA256: sha256)
            }
            let idle = { (last: String?) in
                try await world.read { try $0.idleUploads(since: start, after: last, limit: 9).map { $0.prefix(1) } }
            }
            #expect(try await idle(nil) == ["a", "b"])
            #expect(try await idle(String(repeating: "a", count: 64)) == ["b"])
            let discard = { (seed: String) in
                try await world.write {
                    try $0.discardUpload(ofSHA256: String(repeating: seed, count: 64), idleSince: start, limit: 2)
                }
            }
            #expect(try await [discard("a"), discard("a"), discard("a")] == [2, 1, 0])
            #expect(try await [discard("b"), discard("c")] == [0, 0])
            #expect(try await idle(nil) == [])
            let counts = try await world.read { reader in
                try [abandoned, used, running].map {
                    try reader.storedChunks(ofSHA256: String(repeating: $0, count: 64)).count
                }
            }
            #expect(counts == [0, 3, 1])
        }
    }
}
