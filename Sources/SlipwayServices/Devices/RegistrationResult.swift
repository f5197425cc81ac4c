import SlipwayCore

/// What became of each entry of a registration request.
package struct RegistrationResult: Hashable, Sendable {
    package struct Registered: Hashable, Sendable {
        /// The entry's position in the request, from 0.
        package let index: Int
        package let device: Device
        /// Never to be read again afterwards: only its hash is stored.
        package let deviceToken: String

        package init(index: Int, device: Device, deviceToken: String) {
            self.index = index
            self.device = device
            self.deviceToken = deviceToken
        }
    }

    package struct Refused: Hashable, Sendable {
        /// The entry's position in the request, from 0.
        package let index: Int
        package let entry: RegistrationEntry
        package let error: SlipwayError

        package init(index: Int, entry: RegistrationEntry, error: SlipwayError) {
            self.index = index
            self.entry = entry
            self.error = error
        }
    }

    /// In the order of the request; repeats among them.
    package var successful: [Registered]
    /// In the order of the request.
    package var failed: [Refused]

    package init(successful: [Registered] = [], failed: [Refused] = []) {
        self.successful = successful
        self.failed = failed
    }
}
