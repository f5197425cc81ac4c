extension Theme {
    /// The theme that every start needs, as `themes/default.yaml` has it, so that none reads YAML; a test compares the
    /// two.
    static let compiled = Theme(
        name: "default", ground: RGB(red: 0x12, green: 0x12, blue: 0x12),
        looks: [
            .full: Dictionary(uniqueKeysWithValues: rows.map { ($0.role, $0.full) }),
            .sixteen: Dictionary(uniqueKeysWithValues: rows.map { ($0.role, $0.sixteen) }),
            .mono: Dictionary(uniqueKeysWithValues: rows.map { ($0.role, $0.mono) }),
        ])

    private typealias Row = (role: Role, full: Appearance, sixteen: Appearance, mono: Appearance)

    private static let rows: [Row] = [
        (.text, plain(), plain(), plain()),
        (.textDim, look(247), plain(.dim), plain(.dim)),
        (.textStrong, plain(.bold), plain(.bold), plain(.bold)),
        (.textMatch, look(221, .underline), look(3, .underline), plain(.underline)),
        (.border, look(242), plain(.dim), plain(.dim)),
        (.borderFocus, look(74), look(6), plain(.bold)),
        (.title, plain(.bold), plain(.bold), plain(.bold)),
        (.header, plain(), plain(), plain()),
        (.headerCrumb, look(74, .bold), look(6, .bold), plain(.bold)),
        (.headerAlert, look(209, [.bold, .reverse]), look(1, [.bold, .reverse]), plain([.bold, .reverse])),
        (.headerReadOnly, look(175), look(5), plain(.underline)),
        (.tableHeader, look(247, .underline), plain(.underline), plain(.underline)),
        (.tableCursor, look(231, on: 236, .bold), plain(.reverse), plain(.reverse)),
        (.tableMark, look(221, .bold), look(3, .bold), plain([.bold, .underline])),
        (.tableChanged, plain(.bold), plain(.bold), plain(.bold)),
        (.hintKey, plain(.bold), plain(.bold), plain(.bold)),
        (.hintText, look(247), plain(), plain()),
        (.prompt, look(221, .bold), look(3, .bold), plain(.bold)),
        (.field, plain(.underline), plain(.underline), plain(.underline)),
        (.fieldFocus, look(231, on: 236, .underline), plain(.reverse), plain(.reverse)),
        (.fieldError, look(209, .underline), look(1, .underline), plain([.bold, .underline])),
        (.button, look(252, on: 236), plain(.underline), plain(.underline)),
        (.buttonFocus, look(16, on: 74, .bold), look(6, .reverse), plain(.reverse)),
        (.buttonDanger, look(16, on: 209, .bold), look(1, [.reverse, .bold]), plain([.bold, .reverse])),
        (.dialog, look(231, on: 236), plain(), plain()),
        (.barFill, look(74), look(6), plain()),
        (.barEmpty, look(242), plain(.dim), plain(.dim)),
        (.messageInfo, look(74), look(6), plain()),
        (.messageWarning, look(221, .bold), look(3, .bold), plain(.bold)),
        (.messageError, look(209, .bold), look(1, .bold), plain([.bold, .reverse])),
        (.stale, look(245), plain(.dim), plain(.dim)),
        (.stateSucceeded, look(72), look(2), plain()),
        (.stateActive, look(74), look(6), plain()),
        (.statePending, look(247), plain(.dim), plain(.dim)),
        (.stateFailed, look(209), look(1, .bold), plain(.bold)),
        (.stateStuck, look(221), look(3, .reverse), plain(.reverse)),
        (.stateStopped, look(175), look(5), plain(.underline)),
    ]

    private static func look(
        _ foreground: Int, on background: Int? = nil, _ attributes: Attributes = []
    ) -> Appearance {
        Appearance(foreground: foreground, background: background, attributes: attributes)
    }

    /// In the terminal's own colours.
    private static func plain(_ attributes: Attributes = []) -> Appearance { Appearance(attributes: attributes) }
}
