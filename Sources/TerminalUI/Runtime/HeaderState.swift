/// What the first line always shows.
package struct HeaderState: Sendable {
    package enum Viewer: Hashable, Sendable {
        case readOnly
        case named(SafeText)
    }

    package var product: SafeText
    package var organization: SafeText
    package var isProduction: Bool
    package var viewer: Viewer
    /// Milliseconds between polls; an answer older than three of them shows its age.
    package var pollInterval: Int64
    package var connection: ConnectionState = .unknown
    package var needsWorker = false
    /// Whether the database lets the viewer change anything.
    package var takesChanges = true
    private(set) var lastAnswer: ClockReading?

    package init(
        product: SafeText = "slipway", organization: SafeText, isProduction: Bool = false, viewer: Viewer,
        pollInterval: Int64 = 5_000
    ) {
        self.product = product
        self.organization = organization
        self.isProduction = isProduction
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
        var crumbs = StyledText(" " + product + "  ", .title)
        crumbs += StyledText(organization, Style(isProduction ? .headerProduction : .header))
        for step in breadcrumb {
            crumbs += StyledText(" " + Glyph.separator.text(frame.glyphs) + " ", Style(.header))
            crumbs += StyledText(step, Style(.headerCrumb))
        }
        frame.writeTrailing(status, inset: 1, in: area)
        let room = area.columns - status.width - 3
        if room > 0 { frame.write(crumbs, in: area.splitLeading(room).leading) }
    }

    private func parts(frozenFor: Int64?, now: ClockReading) -> [StyledText] {
        var parts: [StyledText] = []
        if let frozenFor { parts.append(StyledText("FROZEN " + TimeStyle.span(frozenFor), .warning)) }
        if needsWorker { parts.append(StyledText("no worker", .warning)) }
        parts.append(connection.label(at: now.instant))
        if let lastAnswer {
            // The minute and no more, so that an idle screen writes once a minute.
            parts.append(StyledText(TimeStyle.utc.text(lastAnswer.wall, at: lastAnswer), Style(.header)))
            let age = now.instant - lastAnswer.instant
            if age > 3 * pollInterval { parts.append(StyledText(TimeStyle.span(age) + " old", .warning)) }
        }
        switch takesChanges ? viewer : .readOnly {
        case .readOnly: parts.append(StyledText("read-only", Style(.headerReadOnly)))
        case .named(let name): parts.append(StyledText(name.truncated(to: 16), Style(.header)))
        }
        return parts
    }
}
