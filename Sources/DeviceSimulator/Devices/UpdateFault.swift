import SlipwayCore

/// How one update goes wrong: at which point, and what the device says of it.
package struct UpdateFault: Hashable, Sendable {
    package enum Point: String, CaseIterable, Hashable, Sendable {
        /// Before the first byte.
        case acknowledged
        case downloading
        /// With all bytes there.
        case verifying
        /// Before the device reports that it has flashed.
        case flashing
        /// After the device has reported that it has flashed.
        case booting
        /// The device proves what it has flashed by a checksum, and it is the wrong one.
        case checksum
    }

    package let point: Point
    /// What the device reports; for a wrong checksum the service finds the words.
    package let reason: String

    /// Faults have causes: most follow the hardware, some the version that a device comes from, a few nothing at all.
    init(
        of traits: DeviceTraits, for release: String, seed: UInt64, using generator: inout SeededGenerator
    ) {
        let draw = generator.fraction()
        let cause: Cause
        if draw < 0.60 {
            cause = Cause.chosen(
                from: [.signatureMismatch, .flashWriteError, .watchdogReset],
                by: "\(seed) \(release) hardware \(traits.hardwareVersion)")
        } else if draw < 0.85 {
            cause = Cause.chosen(
                from: [.noSpace, .settingsNotMigrated], by: "\(seed) \(release) from \(traits.fromVersion)")
        } else {
            cause = generator.fraction() < 0.8 ? .downloadTimedOut : .wrongChecksum
        }
        point = cause.point
        reason = cause.text(traits, release: release, using: &generator)
    }

    private enum Cause {
        case signatureMismatch
        case flashWriteError
        case watchdogReset
        case noSpace
        case settingsNotMigrated
        case downloadTimedOut
        case wrongChecksum

        /// The same for the same key: devices with one trait share their cause.
        static func chosen(from causes: [Cause], by key: String) -> Cause {
            var generator = SeededGenerator(seed: 0, path: key)
            return causes[Int(generator.next() % UInt64(causes.count))]
        }

        var point: Point {
            switch self {
            case .signatureMismatch: .verifying
            case .flashWriteError: .flashing
            case .watchdogReset: .booting
            case .noSpace: .acknowledged
            case .settingsNotMigrated: .verifying
            case .downloadTimedOut: .downloading
            case .wrongChecksum: .checksum
            }
        }

        /// The numbers differ from device to device, as they do in the field.
        func text(_ traits: DeviceTraits, release: String, using generator: inout SeededGenerator) -> String {
            func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
            func hexadecimal(_ range: ClosedRange<Int>) -> String { "0x" + String(number(range), radix: 16) }
            return switch self {
            case .signatureMismatch: "signature mismatch at block \(hexadecimal(0x1000...0xFFFF))"
            case .flashWriteError: "flash write error at \(hexadecimal(0x0800_0000...0x08FF_FFFF))"
            case .watchdogReset: "watchdog reset after \(number(4...29)) s in slot b, boot counter \(number(3...9))"
            case .noSpace: "no space left on /data (need \(number(1_200...90_000)) kB)"
            case .settingsNotMigrated: "settings of \(traits.fromVersion) not migrated: \(number(1...40)) keys unknown"
            case .downloadTimedOut:
                "download timed out after \(number(30...120)) s from 10.\(number(0...9)).\(number(0...250)).7"
            case .wrongChecksum: "flash content does not match the release"
            }
        }
    }
}
