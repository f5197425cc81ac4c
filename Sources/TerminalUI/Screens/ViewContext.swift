/// What drawing may depend on besides the screen itself.
package struct ViewContext: Sendable {
    /// Of the whole terminal, for the layout class; the area given is smaller.
    package let size: Size
    package let glyphs: GlyphSet
    package let now: ClockReading
    package let timeStyle: TimeStyle
    package let connection: ConnectionState
    package let isReadOnly: Bool

    package init(
        size: Size, glyphs: GlyphSet, now: ClockReading, timeStyle: TimeStyle = .utc,
        connection: ConnectionState = .unknown, isReadOnly: Bool = false
    ) {
        self.size = size
        self.glyphs = glyphs
        self.now = now
        self.timeStyle = timeStyle
        self.connection = connection
        self.isReadOnly = isReadOnly
    }

    package var layout: LayoutClass { LayoutClass(size) }
    /// From 40 rows there is room for the latest events.
    package var showsEvents: Bool { size.rows >= 40 }
    package var isStale: Bool { connection.isLost }

    package func time(_ time: WallTime, seconds: Bool = false) -> SafeText {
        timeStyle.text(time, at: now, seconds: seconds)
    }
}

/// A line under the title; the trailing part is cut last.
package struct HeaderLine: Hashable, Sendable {
    package var leading: StyledText
    package var trailing: StyledText

    package init(_ leading: StyledText = .empty, trailing: StyledText = .empty) {
        self.leading = leading
        self.trailing = trailing
    }
}

/// What a screen puts in the last row: a prompt with what was typed.
package struct Footer: Hashable, Sendable {
    package var line: StyledText
    /// Column of the terminal's cursor; nil hides it.
    package var cursorColumn: Int?

    package init(_ line: StyledText, cursorColumn: Int? = nil) {
        self.line = line
        self.cursorColumn = cursorColumn
    }
}
