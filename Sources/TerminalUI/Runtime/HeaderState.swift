/// What the first line always shows.
package struct HeaderState: Sendable {
    package enum Viewer: Hashable, Sendable {
        case readOnly
        case named(SafeText)
    }

    package let product: SafeText
    /// What all of it is about.
    package let scope: HeaderBadge
    package let notes: ConnectionNotes
    package var viewer: Viewer
    /// Milliseconds between polls; an answer older than three of them shows its age.
    package var pollInterval: Int64
    package var connection: ConnectionState = .unknown
    /// What a screen adds, before the connection.
    package var badges: [HeaderBadge] = []
    /// What the latest poll of any screen adds, after those.
    package var remarks: [HeaderBadge] = []
    /// Whether the viewer may change anything at the moment.
    package var takesChanges = true
    private(set) var lastAnswer: ClockReading?

    package init(
        product: SafeText, scope: HeaderBadge, notes: ConnectionNotes, viewer: Viewer, pollInterval: Int64 = 5_000
    ) {
        self.product = product
        self.scope = scope
        self.notes = notes
        self.viewer = viewer
        self.pollInterval = pollInterval
    }

    package var isReadOnly: Bool { viewer == .readOnly || !takesChanges }

    package mutating func report(_ state: ConnectionState, at now: ClockReading) {
        switch state {
        case .answered: lastAnswer = now
        case .lost, .unknown: break
        }
        connection = state
    }

    package func draw(
        breadcrumb: [SafeText], frozenFor: Int64?, into frame: inout Frame, area: Rect, now: ClockReading
    ) {
        var status = StyledText.empty
        for (index, part) in parts(frozenFor: frozenFor, now: now).enumerated() {
            status += (index == 0 ? .empty : StyledText("  ", Style(.header))) + part
        }
        var crumbs = scope.line
        for step in breadcrumb {
            crumbs += StyledText(" " + Glyph.separator.text(frame.glyphs) + " ", Style(.header))
            crumbs += StyledText(step, Style(.headerCrumb))
        }
        frame.writeTrailing(status, inset: 1, in: area)
        let room = area.columns - status.width - 3
        guard room > 0 else { return }
        // Where one is says more than whose program it is.
        let title = StyledText(" " + product + "  ", .title)
        let start = title.width + crumbs.width <= room ? title : StyledText(" ", .title)
        frame.write(start + crumbs, in: area.splitLeading(room).leading)
    }

    private func parts(frozenFor: Int64?, now: ClockReading) -> [StyledText] {
        var parts: [StyledText] = []
        if let frozenFor { parts.append(StyledText("FROZEN " + TimeStyle.span(frozenFor), .warning)) }
        parts += (badges + remarks).map(\.line)
        parts.append(connection.label(in: notes, at: now.instant))
        if let lastAnswer {
            // The minute and no more, so that an idle screen writes once a minute.
            parts.append(StyledText(TimeStyle.utc.text(lastAnswer.wall, at: lastAnswer), Style(.header)))
            if isOld(lastAnswer, at: now) {
                parts.append(StyledText(TimeStyle.span(now.instant - lastAnswer.instant) + " old", .warning))
            }
        }
        switch takesChanges ? viewer : .readOnly {
        case .readOnly: parts.append(StyledText("read-only", Style(.headerReadOnly)))
        case .named(let name): parts.append(StyledText(name.truncated(to: 16), Style(.header)))
        }
        return parts
    }

    func isOld(_ answer: ClockReading, at now: ClockReading) -> Bool {
        now.instant - answer.instant > 3 * pollInterval
    }
}

/// A few words in the first line.
package struct HeaderBadge: Hashable, Sendable {
    package let text: SafeText
    package let role: Role
    /// What the keys' help says of it; none where it speaks for itself.
    package let help: SafeText?

    package init(_ text: SafeText, role: Role = .header, help: SafeText? = nil) {
        self.text = text
        self.role = role
        self.help = help
    }

    var line: StyledText { StyledText(text, Style(role)) }
}
