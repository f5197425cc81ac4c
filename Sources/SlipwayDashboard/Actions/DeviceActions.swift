import SlipwayCore
import SlipwayServices
import TerminalUI

/// Letting devices take part, or not.
struct DeviceActions: Sendable {
    let devices: [Device]
    let text: SafeText
    let acts: DashboardActs

    var all: [ScreenAction] {
        status + (devices.count == 1 ? devices.map(newToken) : [])
    }

    private var status: [ScreenAction] {
        [
            action("deactivate", note: "An update under way is cancelled, and they get no other.", active: false),
            action("activate", note: "They take part again.", active: true),
            action("switch updates off for", note: "They stay active, and are offered no update.", updates: false),
            action("switch updates on for", note: "They are offered updates again.", updates: true),
        ]
    }

    private func newToken(of device: Device) -> ScreenAction {
        let (acts, uid) = (acts, device.deviceUID)
        let name = SafeText(uid, limit: 60)
        return ScreenAction(
            title: "make a new token for " + name, key: nil, disabledReason: acts.refusal,
            dialog: Dialog(
                title: "Make a new token for " + name + "?",
                lines: [StyledText("The old one is worth nothing from then on. The new one goes to a file, not here.")],
                fields: [Dialog.Field("save it to", initial: FileName.of(uid, ending: "token"))],
                confirm: Dialog.Button("Make it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Keep the old", shortcut: "n"))
        ) { typed in
            let path = typed.first ?? ""
            try await SecretFile.save(to: path) {
                try await acts.service(\.devices).rotateToken(of: uid, as: acts.principal).deviceToken
            }
            return "the new token of " + name + " is in " + SafeText(path, limit: 200)
        }
    }

    private func action(
        _ verb: SafeText, note: SafeText, active: Bool? = nil, updates: Bool? = nil
    ) -> ScreenAction {
        let (acts, text, uids) = (acts, text, devices.map(\.deviceUID))
        let needed = devices.contains { device in
            active != nil && device.active != active || updates != nil && device.updatesEnabled != updates
        }
        return ScreenAction(
            title: verb + " " + text, key: nil,
            disabledReason: acts.refusal ?? (needed ? nil : "nothing would change"),
            dialog: Dialog(
                title: "Really " + verb + " " + text + "?",
                lines: [StyledText(CountText.of(uids.count, "device", "devices") + ". " + note)],
                confirm: Dialog.Button("Do it", shortcut: "y", isDanger: true),
                keep: Dialog.Button("Leave as it is", shortcut: "n"))
        ) { _ in
            let result = try await acts.service(\.devices).setStatus(
                of: uids, active: active, updatesEnabled: updates, as: acts.principal)
            let unknown: SafeText = result.unknown.isEmpty ? "" : ", \(result.unknown.count) no longer there"
            return CountText.of(result.devices.count, "device", "devices") + " changed" + unknown
        }
    }
}

/// A name for a file, made of text that may be anything.
enum FileName {
    /// Everything that a shell or a file system could read as something else is a `_`.
    static func of(_ text: String, ending: String) -> String {
        let safe = text.unicodeScalars.prefix(100).map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isPlain || "-_.".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
        }
        return String(safe.drop { $0 == "." || $0 == "-" }) + "." + ending
    }
}
