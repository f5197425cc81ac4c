import SlipwayCore

extension EventSubject {
    init(of subject: CounterSubject, in reader: any RepositoryReader) throws {
        switch subject {
        case .organization(let id): self.init(organizationID: id)
        case .rollout(let id): self.init(organizationID: try reader.rollout(id)?.organizationID, rolloutID: id)
        case .batch(let id):
            guard let batch = try reader.batch(id) else { throw SlipwayError.batchNotFound(id.description) }
            self.init(of: batch)
        }
    }
}
