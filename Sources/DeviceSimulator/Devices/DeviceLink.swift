/// Carries the calls of devices to the service, each as that device itself.
package protocol DeviceLink: Sendable {
    /// - Throws: `CancellationError` only; all else is an answer that the device has to live with.
    func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer
}
