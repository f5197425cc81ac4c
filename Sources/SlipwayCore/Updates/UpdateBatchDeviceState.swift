/// Where one device of a batch is: `pending → initiated → succeeded | failed`, or straight from pending to failed.
package enum UpdateBatchDeviceState: String, CaseIterable, Hashable, Sendable, Codable {
    case pending
    case initiated
    case succeeded
    case failed

    package var isFinal: Bool {
        switch self {
        case .pending, .initiated: false
        case .succeeded, .failed: true
        }
    }

    /// Whether a device may go from here to `next`.
    package func allows(_ next: UpdateBatchDeviceState) -> Bool {
        switch (self, next) {
        case (.pending, .initiated), (.pending, .failed): true
        case (.initiated, .succeeded), (.initiated, .failed): true
        case (.pending, .pending), (.pending, .succeeded): false
        case (.initiated, .pending), (.initiated, .initiated): false
        case (.succeeded, .pending), (.succeeded, .initiated), (.succeeded, .succeeded), (.succeeded, .failed): false
        case (.failed, .pending), (.failed, .initiated), (.failed, .succeeded), (.failed, .failed): false
        }
    }
}
