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
