import SlipwayCore
import TerminalUI

extension BatchCounters {
    /// `eu-gateways 34% x31 !12`: what is bad beside its sign, where there is any; the name gives way first.
    func line(named name: String, columns: Int, _ glyphs: GlyphSet) -> StyledText {
        var figures = StyledText(" " + PercentText.of(finished, total), .strong)
        if failed + fellBack > 0 {
            let count = CountText.short(failed + fellBack, columns: 6)
            figures += StyledText(" " + Glyph.failed.text(glyphs) + count, StateLook.failed.style)
        }
        if silent > 0 {
            let count = CountText.short(silent, columns: 6)
            figures += StyledText(" " + Glyph.stuck.text(glyphs) + count, StateLook.stuck.style)
        }
        let room = max(1, columns - figures.width)
        return StyledText(SafeText(name, limit: 200).truncated(to: room)) + figures
    }
}
