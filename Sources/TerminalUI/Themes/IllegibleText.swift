/// Text that the colours of a theme make hard to read.
package struct IllegibleText: Hashable, Sendable, CustomStringConvertible {
    let role: Role
    /// What it stands on; none for the ground.
    let surface: Role?
    let tier: ColorTier
    private let trouble: Trouble

    private enum Trouble: Hashable, Sendable {
        /// Both colours are the same.
        case invisible
        /// The terminal's own colour, which may be any, on a background of the theme.
        case unknownColor
        case contrast(Double)
    }

    /// By WCAG 2.1, for text of any size.
    package static let leastContrast = 4.5

    package var description: String {
        let place = role.rawValue + " for " + tier.rawValue + (surface.map { " on " + $0.rawValue } ?? "")
        switch trouble {
        case .invisible: return "\(place): text in the colour of its background cannot be seen"
        case .unknownColor: return "\(place): the terminal's own colour may not be seen on a background"
        case .contrast(let contrast):
            let shown = (contrast * 10).rounded(.down) / 10
            return "\(place): the contrast is \(shown) to 1; text needs \(Self.leastContrast)"
        }
    }

    /// None where it can be read, or where that is not known: the first sixteen colours are the terminal's own.
    fileprivate init?(_ role: Role, on surface: Role?, in theme: Theme, tier: ColorTier) {
        if let surface, theme.look(of: surface, tier: tier).background == nil { return nil }
        let look = theme.appearance(of: Style(role, on: surface), tier: tier)
        guard let trouble = Self.trouble(of: look, ground: theme.ground, tier: tier) else { return nil }
        (self.role, self.surface, self.tier, self.trouble) = (role, surface, tier, trouble)
    }

    private static func trouble(of look: Appearance, ground: RGB, tier: ColorTier) -> Trouble? {
        if look.foreground == look.background { return look.foreground == nil ? nil : .invisible }
        guard tier == .full else { return nil }
        guard let foreground = look.foreground else { return .unknownColor }
        guard let text = RGB(paletteIndex: foreground) else { return nil }
        guard let behind = look.background.map({ RGB(paletteIndex: $0) }) ?? ground else { return nil }
        let contrast = text.contrast(with: behind)
        return contrast < leastContrast ? .contrast(contrast) : nil
    }
}

extension Theme {
    /// Of every role, and of plain text and states on what is painted behind them.
    package var illegibleTexts: [IllegibleText] {
        ColorTier.allCases.flatMap { tier in
            Role.allCases.filter(\.isText).flatMap { role in
                Self.surfaces(behind: role).compactMap { IllegibleText(role, on: $0, in: self, tier: tier) }
            }
        }
    }

    private static func surfaces(behind role: Role) -> [Role?] {
        if role == .text { return [nil, .tableCursor, .dialog, .fieldFocus] }
        return StateLook.allCases.contains { $0.role == role } ? [nil, .tableCursor] : [nil]
    }
}
