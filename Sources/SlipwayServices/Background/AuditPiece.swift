import SlipwayCore

/// Where the audit stands in its rounds through the batches and through the organizations.
struct AuditPosition: Hashable, Sendable {
    /// The last batch that was counted; none at the start of a round.
    var batch: UpdateBatch.ID?
    /// The last organization that was counted to its end.
    var organization: Organization.ID?
    /// One that is too large for a single piece.
    var counting: Counting?

    struct Counting: Hashable, Sendable {
        let organization: Organization.ID
        /// What the organization's figure said when it was begun.
        let kept: Int
        let counted: Int
        let last: String
    }
}

/// What a bounded piece of the records says against its rows, all of one moment.
struct AuditPiece: Sendable {
    static let batches = 10
    static let organizations = 50
    static let devices = 5_000
    /// Of each figure of a batch; where more is wrong, this is enough to say so.
    static let differences = 20

    /// Where the next piece begins.
    private(set) var end: AuditPosition
    /// Of everything that was counted.
    private(set) var differences: [CounterSubject: [CounterDifference]] = [:]
    /// What is noted otherwise than it was found.
    private(set) var changed: [CounterSubject] = []

    init(from start: AuditPosition, in reader: any RepositoryReader) throws {
        end = start
        try countBatches(in: reader)
        try countOrganizations(in: reader)
        let allNoted = Dictionary(
            grouping: try reader.notedDifferences(of: Array(differences.keys)), by: \.subject)
        for (subject, found) in differences {
            let noted = allNoted[subject] ?? []
            let isNoted = found.allSatisfy { difference in noted.contains { $0.isSame(as: difference) } }
            if !isNoted || found.count != noted.count { changed.append(subject) }
        }
    }

    private mutating func countBatches(in reader: any RepositoryReader) throws {
        let ids = try reader.batchIDs(after: end.batch, limit: Self.batches)
        for id in ids {
            differences.merge(try reader.recount(id, limit: Self.differences)) { $0 + $1 }
        }
        end.batch = ids.count == Self.batches ? ids.last : nil
    }

    private mutating func countOrganizations(in reader: any RepositoryReader) throws {
        var devicesLeft = Self.devices
        for _ in 0..<Self.organizations where devicesLeft > 0 {
            guard let organization = try nextOrganization(in: reader) else {
                end.organization = nil
                return
            }
            let begun = end.counting
            end.counting = nil
            // What was registered since may lie in a piece that has been counted; the next round counts it again.
            if let begun, begun.kept != organization.deviceCount {
                end.organization = organization.id
                continue
            }
            let piece = try reader.countDevices(of: organization.id, after: begun?.last, limit: devicesLeft)
            devicesLeft -= piece.count
            let counted = (begun?.counted ?? 0) + piece.count
            if let last = piece.last {
                end.counting = AuditPosition.Counting(
                    organization: organization.id, kept: organization.deviceCount, counted: counted, last: last)
            } else {
                judge(organization, counted: counted)
            }
        }
    }

    private func nextOrganization(in reader: any RepositoryReader) throws -> Organization? {
        if let counting = end.counting { return try reader.organization(counting.organization) }
        return try reader.organization(after: end.organization)
    }

    private mutating func judge(_ organization: Organization, counted: Int) {
        let subject = CounterSubject.organization(organization.id)
        let difference = CounterDifference(
            of: subject, figure: "device_count", kept: organization.deviceCount, counted: counted)
        differences[subject] = organization.deviceCount == counted ? [] : [difference]
        end.organization = organization.id
    }
}
