import SlipwayCore

/// What became of the devices whose status was to change.
package struct DeviceStatusResult: Hashable, Sendable {
    /// As they are now, in the order asked for; those that were so before among them.
    package let devices: [Device]
    /// The uids that do not exist for whoever asked.
    package let unknown: [String]
    /// How many update sessions ended with it.
    package let cancelledSessions: Int

    package init(devices: [Device], unknown: [String], cancelledSessions: Int) {
        self.devices = devices
        self.unknown = unknown
        self.cancelledSessions = cancelledSessions
    }
}
