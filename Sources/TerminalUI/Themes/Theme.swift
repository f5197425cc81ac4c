/// Looks of every role in every tier. A role that a theme and those it inherits from leave out looks like `text`.
package struct Theme: Hashable, Sendable {
    package let name: String
    /// The terminal background that contrast is measured against; it is never painted.
    package let ground: RGB
    private let looks: [ColorTier: [Role: Appearance]]

    init(name: String, ground: RGB, looks: [ColorTier: [Role: Appearance]]) {
        self.name = name
        self.ground = ground
        self.looks = looks
    }

    package func look(of role: Role, tier: ColorTier) -> Appearance {
        looks[tier]?[role] ?? looks[tier]?[.text] ?? Appearance()
    }

    package func appearance(of style: Style, tier: ColorTier) -> Appearance {
        var look = self.look(of: style.role, tier: tier)
        look.attributes.formUnion(style.attributes)
        if let surface = style.surface {
            let ground = self.look(of: surface, tier: tier)
            look.background = ground.background ?? look.background
            // The terminal's own text colour may not be seen on a background of ours.
            look.foreground = look.foreground ?? ground.foreground
            look.attributes.formUnion(ground.attributes)
        }
        return look
    }

    package func defines(_ role: Role, tier: ColorTier) -> Bool { looks[tier]?[role] != nil }

    var definitions: [ColorTier: [Role: Appearance]] { looks }
}

/// How a role looks in one tier: palette indices, nil being the terminal's own colour.
package struct Appearance: Hashable, Sendable {
    package var foreground: Int?
    package var background: Int?
    package var attributes: Attributes

    package init(foreground: Int? = nil, background: Int? = nil, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}

/// How much colour the terminal has. With 8 colours a painter shows the bright half of `sixteen` as bold.
package enum ColorTier: String, Hashable, Sendable, CaseIterable {
    case mono
    case sixteen = "16"
    case full = "256"

    /// `NO_COLOR` set to anything, or a terminal without colours, means mono (no-color.org).
    package init(colors: Int, noColor: String?) {
        if let noColor, !noColor.isEmpty {
            self = .mono
        } else if colors >= 256 {
            self = .full
        } else {
            self = colors >= 8 ? .sixteen : .mono
        }
    }
}
