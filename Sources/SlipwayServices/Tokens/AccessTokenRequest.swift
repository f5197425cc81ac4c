import SlipwayCore

/// What an access token shall be able to do, and for how long.
package struct AccessTokenRequest: Hashable, Sendable {
    package var description: String
    package var scopes: Set<Scope>
    /// By its name; none for all.
    package var organization: String?
    /// None for ever.
    package var expiresIn: Duration?

    package init(description: String, scopes: Set<Scope>, organization: String? = nil, expiresIn: Duration? = nil) {
        self.description = description
        self.scopes = scopes
        self.organization = organization
        self.expiresIn = expiresIn
    }

    /// Every fault of form, in the order of the fields.
    var faults: [FieldFault] {
        var faults = FieldRule.name.faults(of: description, field: "description")
        if description.allSatisfy(\.isWhitespace) { faults.append(FieldFault(field: "description", fault: "is empty")) }
        if scopes.isEmpty { faults.append(FieldFault(field: "scopes", fault: "is empty")) }
        if let expiresIn, expiresIn < .milliseconds(1) {
            faults.append(FieldFault(field: "expires_in", fault: "must be longer than nothing"))
        }
        return faults
    }
}

/// A token that has just been made.
package struct CreatedAccessToken: Hashable, Sendable {
    package let record: AccessToken
    /// Never to be read again afterwards: only its hash is stored.
    package let token: String
}

/// How long a token lives, as people write it: `90s`, `15m`, `12h`, `30d` or `4w`; at most a hundred years.
package struct TokenLifetime: Hashable, Sendable {
    package let duration: Duration

    package init?(_ text: String) {
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ seconds[$0] }), let number = Int64(text.dropLast()), number > 0,
            number <= Self.maximum / unit
        else { return nil }
        duration = .seconds(number * unit)
    }

    private static let maximum: Int64 = 36_500 * 86_400
}
