import Testing

@testable import TerminalUI

struct ThemeTests {
    private let catalog = ThemeCatalog()

    @Test(arguments: ["contrast", "default", "ember", "lagoon", "light", "mono"])
    func `a shipped theme has every role in every tier and no fault`(name: String) {
        let (theme, issues) = catalog.theme(named: name)
        #expect(issues == [])
        #expect(catalog.faults(named: name) == [])
        #expect(theme.name == name)
        for tier in ColorTier.allCases {
            for role in Role.allCases { #expect(theme.defines(role, tier: tier), "\(role.rawValue) in \(tier)") }
        }
    }

    @Test func `the compiled theme is what its file says`() {
        var catalog = catalog
        catalog.add(name: "read", file: "default.yaml", text: ThemeCatalog.defaultText)
        #expect(catalog.theme(named: "read").theme == catalog.theme(named: "default").theme)
    }

    @Test(arguments: ["contrast", "default", "ember", "lagoon", "light"])
    func `text has a contrast of at least 4,5 to 1`(name: String) throws {
        let theme = catalog.theme(named: name).theme
        for role in Role.allCases where role.isText {
            for surface in [nil, Role.tableCursor, .dialog, .fieldFocus] where surface == nil || role == .text {
                let look = theme.appearance(of: Style(role, on: surface), tier: .full)
                // The terminal's own colour on its own background is its owner's choice; on ours it never is.
                if look.foreground == nil, look.background == nil { continue }
                let text = try #require(look.foreground.flatMap(RGB.init(paletteIndex:)))
                let ground = try look.background.map { try #require(RGB(paletteIndex: $0)) } ?? theme.ground
                #expect(text.contrast(with: ground) >= 4.5, "\(role.rawValue) on \(surface?.rawValue ?? "ground")")
            }
        }
    }

    @Test(arguments: ["contrast", "default", "ember", "lagoon", "light"])
    func `states stay readable under the cursor`(name: String) throws {
        let theme = catalog.theme(named: name).theme
        for state in StateLook.allCases {
            let look = theme.appearance(of: Style(state.role, on: .tableCursor), tier: .full)
            let text = try #require(look.foreground.flatMap(RGB.init(paletteIndex:)))
            let ground = try #require(look.background.flatMap(RGB.init(paletteIndex:)))
            #expect(text.contrast(with: ground) >= 4.5, "\(state)")
        }
    }

    @Test func `states are told apart without colour`() {
        for name in catalog.names {
            let theme = catalog.theme(named: name).theme
            for glyphs in GlyphSet.allCases {
                let looks = StateLook.allCases.map { state in
                    let attributes = theme.look(of: state.role, tier: .mono).attributes
                    return "\(state.glyph.text(glyphs)) \(attributes.rawValue)"
                }
                #expect(Set(looks).count == StateLook.allCases.count)
            }
        }
    }

    @Test func `every glyph is one column and ascii where it must be`() {
        for glyph in Glyph.allCases {
            #expect(SafeText(glyph.character(.unicode).text).width == 1)
            #expect(SafeText(glyph.character(.unicode).text).plain() == glyph.character(.unicode).text)
            #expect(glyph.character(.ascii).text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }

    @Test func `no colour is a promise`() {
        #expect(ColorTier(colors: 256, noColor: "1") == .mono)
        #expect(ColorTier(colors: 256, noColor: "") == .full)
        #expect(ColorTier(colors: 8, noColor: nil) == .sixteen)
        #expect(ColorTier(colors: 0, noColor: nil) == .mono)
    }

    @Test func `faults are named by line and the rest still counts`() {
        var catalog = catalog
        catalog.add(
            name: "mine", file: "mine.yaml",
            text: """
                name: mine
                inherits: default
                colour: yes
                roles:
                  title: { 256: "#00FF00", 17: red }
                  titel: { 256: "#00FF00" }
                  text: { 256: "#12345", mono: red }
                  dialog: nothing
                """)
        let (theme, issues) = catalog.theme(named: "mine")
        #expect(
            issues.map(\.description) == [
                "mine.yaml:3: unknown key: colour",
                "mine.yaml:5: title: unknown column: 17; there are 256, 16 and mono",
                "mine.yaml:6: unknown role: titel", "mine.yaml:7: text: unknown colour or attribute for 256: #12345",
                "mine.yaml:7: text: unknown colour or attribute for mono: red",
                "mine.yaml:8: dialog is not a mapping of 256, 16 and mono",
            ])
        #expect(theme.look(of: .title, tier: .full) == Appearance(foreground: 46))
        #expect(
            theme.look(of: .text, tier: .full) == catalog.theme(named: "default").theme.look(of: .text, tier: .full))
    }

    @Test func `text that its colours make hard to read is a fault of its line`() {
        var catalog = catalog
        catalog.add(
            name: "mine", file: "mine.yaml",
            text: """
                name: mine
                inherits: default
                ground: "#121212"
                roles:
                  state.failed: { 256: "#303030", 16: red on red }
                  prompt: { 256: default on 236 }
                  border: { 256: "#121212" }
                  dialog: { 256: "#585858 on #303030" }
                """)
        #expect(
            catalog.faults(named: "mine").map(\.description) == [
                "mine.yaml:5: state.failed for 16: text in the colour of its background cannot be seen",
                "mine.yaml:5: state.failed for 256: the contrast is 1.4 to 1; text needs 4.5",
                "mine.yaml:5: state.failed for 256 on table.cursor: text in the colour of its background cannot be seen",
                "mine.yaml:6: prompt for 256: the terminal's own colour may not be seen on a background",
                "mine.yaml:8: text for 256 on dialog: the contrast is 1.8 to 1; text needs 4.5",
                "mine.yaml:8: dialog for 256: the contrast is 1.8 to 1; text needs 4.5",
            ])
        catalog.add(name: "other", file: "other.yaml", text: "inherits: default\nground: \"#FFFFFF\"\n")
        #expect(catalog.faults(named: "other").contains { $0.line == 2 })
    }

    @Test func `a role is found by another spelling where the program knows one`() {
        var catalog = ThemeCatalog(roleAliases: ["header.staging": .headerAlert])
        for (name, role) in [("old", "header.staging"), ("new", "header.alert"), ("unknown", "header.canary")] {
            catalog.add(
                name: name, file: name, text: "inherits: default\nroles:\n  \(role): { 256: \"#00FF00\" }\n")
        }
        for name in ["old", "new"] {
            let (theme, issues) = catalog.theme(named: name)
            #expect(issues == [])
            #expect(theme.look(of: .headerAlert, tier: .full) == Appearance(foreground: 46))
        }
        #expect(catalog.theme(named: "unknown").issues.map(\.description) == ["unknown:3: unknown role: header.canary"])
    }

    @Test func `a file that is not YAML gives its line and a theme all the same`() {
        var catalog = catalog
        catalog.add(name: "broken", file: "broken.yaml", text: "name: x\nroles: [\n")
        let issues = catalog.theme(named: "broken").issues
        #expect(issues.count == 1)
        #expect(issues.allSatisfy { $0.line > 0 })
    }

    @Test func `inheriting in a circle is a fault and ends`() {
        var catalog = catalog
        catalog.add(name: "a", file: "a.yaml", text: "inherits: b")
        catalog.add(name: "b", file: "b.yaml", text: "inherits: a")
        catalog.add(name: "default", file: "own.yaml", text: "name: own\ninherits: default")
        _ = catalog.theme(named: "a")
        #expect(catalog.theme(named: "default").issues == [])
        #expect(catalog.theme(named: "default").theme.defines(.title, tier: .full))
        #expect(
            catalog.theme(named: "nope").issues.map(\.description) == [
                "nope: no such theme; there are a, b, contrast, default, ember, lagoon, light, mono"
            ])
    }
}
