/// A key that a caller gives a creation, so that sending it again creates nothing more.
///
/// A key is known to those of one reach only: two organizations may use the same one, and learn nothing of each other.
package struct RequestKey: Hashable, Sendable {
    /// The reach of who asks.
    package let scope: OrganizationScope
    package let key: String
    /// SHA-256 in hex of what is asked for.
    package let bodySHA256: String

    package init(scope: OrganizationScope, key: String, bodySHA256: String) {
        self.scope = scope
        self.key = key
        self.bodySHA256 = bodySHA256
    }

    /// The organization's id, or `all`.
    package var scopeName: String { scope.organizationID?.description ?? "all" }
}

/// What a creation has made that bore a key.
package struct RequestedBatch: Hashable, Sendable {
    package let batch: UpdateBatch
    /// None for one from before bodies were kept.
    package let bodySHA256: String?

    package init(batch: UpdateBatch, bodySHA256: String?) {
        self.batch = batch
        self.bodySHA256 = bodySHA256
    }
}

/// The same of any rollout.
package struct RequestedRollout: Hashable, Sendable {
    package let rollout: Rollout.ID
    package let bodySHA256: String

    package init(rollout: Rollout.ID, bodySHA256: String) {
        self.rollout = rollout
        self.bodySHA256 = bodySHA256
    }
}
