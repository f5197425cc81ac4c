import SlipwayCore

/// What to switch on or off of a device; what is none stays.
struct DeviceStatusChange: Hashable, Sendable {
    let active: Bool?
    let updatesEnabled: Bool?

    var faults: [FieldFault] {
        active == nil && updatesEnabled == nil
            ? [FieldFault(field: "active", fault: "is missing, and so is updates_enabled")] : []
    }

    /// Why an update of a device that is switched so cannot go on; none where it can.
    func cancellation(by principal: Principal) -> SessionFailure? {
        if active == false { return .deactivated(by: principal) }
        return updatesEnabled == false ? .updatesDisabled(by: principal) : nil
    }

    /// None for a device that is so already.
    func events(on device: Device, by principal: Principal) -> [NewEvent] {
        let subject = EventSubject(organizationID: device.organizationID, deviceID: device.id)
        var events: [NewEvent] = []
        if let active, active != device.active {
            events.append(NewEvent(active ? .deviceActivated : .deviceDeactivated, by: principal, on: subject))
        }
        if let updatesEnabled, updatesEnabled != device.updatesEnabled {
            events.append(NewEvent(updatesEnabled ? .deviceUpdatesOn : .deviceUpdatesOff, by: principal, on: subject))
        }
        return events
    }
}

/// What became of the devices whose status was to change.
package struct DeviceStatusResult: Hashable, Sendable {
    /// As they are now, in the order asked for; those that were so before among them.
    package let devices: [Device]
    /// The uids that do not exist for the principal that asked.
    package let unknown: [String]
    /// How many update sessions ended with it.
    package let cancelledSessions: Int

    package init(devices: [Device], unknown: [String], cancelledSessions: Int) {
        self.devices = devices
        self.unknown = unknown
        self.cancelledSessions = cancelledSessions
    }
}
